# What a figure is about beside family, partner and commune: a subject, a motive, an occasion, a step, a theme.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_yearly_reviews")]

    operations = [
        migrations.RemoveConstraint(
            model_name="heldcount",
            name="one_held_count_per_month",
        ),
        migrations.RemoveConstraint(
            model_name="publishedcell",
            name="one_cell_per_key",
        ),
        migrations.AddField(
            model_name="heldcount",
            name="topic",
            field=models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="objet"),
        ),
        migrations.AddField(
            model_name="publishedcell",
            name="topic",
            field=models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="objet"),
        ),
        migrations.AlterField(
            model_name="heldcount",
            name="kind",
            field=models.CharField(
                choices=[
                    ("facts", "Faits déclarés"),
                    ("commune", "Faits déclarés par commune"),
                    ("staff", "Faits visant un agent ou un prestataire"),
                    ("late", "Faits déclarés tardivement"),
                    ("dwellings", "Logements des bailleurs déclarants"),
                    ("sent", "Saisines envoyées"),
                    ("acknowledged", "Accusés de réception"),
                    ("answered", "Saisines ayant reçu une réponse"),
                    ("delay", "Délai médian de la première réponse, en jours"),
                    ("subject", "Saisines envoyées, par objet"),
                    ("refused", "Saisines refusées, par motif"),
                    ("complaints", "Plaintes déposées"),
                    ("outcomes", "Plaintes dont la suite est connue"),
                    ("occasion", "Agents visés, par occasion"),
                    ("place", "Agents visés, par lieu"),
                    ("staff_filed", "Agents visés, avec une plainte déposée"),
                    ("steps", "Démarches faites"),
                    ("leases", "Baux dont la situation est close"),
                    ("settled", "Baux réglés sans mise en demeure"),
                    ("judged", "Jugements rendus"),
                    ("force", "Demandes de force publique"),
                    ("force_given", "Force publique accordée"),
                    ("leg", "Délai médian d’un bail, en jours"),
                    ("green", "Lieux revenus au vert ou réglés"),
                    ("injunctions", "Injonctions du préfet, par réponse"),
                    ("oriented", "Orientations faites, par objet de travail"),
                    ("posts_filled", "Postes pourvus"),
                    ("posts_vacant", "Postes vacants"),
                ],
                max_length=12,
                verbose_name="grandeur",
            ),
        ),
        migrations.AlterField(
            model_name="publishedcell",
            name="kind",
            field=models.CharField(
                choices=[
                    ("facts", "Faits déclarés"),
                    ("commune", "Faits déclarés par commune"),
                    ("staff", "Faits visant un agent ou un prestataire"),
                    ("late", "Faits déclarés tardivement"),
                    ("dwellings", "Logements des bailleurs déclarants"),
                    ("sent", "Saisines envoyées"),
                    ("acknowledged", "Accusés de réception"),
                    ("answered", "Saisines ayant reçu une réponse"),
                    ("delay", "Délai médian de la première réponse, en jours"),
                    ("subject", "Saisines envoyées, par objet"),
                    ("refused", "Saisines refusées, par motif"),
                    ("complaints", "Plaintes déposées"),
                    ("outcomes", "Plaintes dont la suite est connue"),
                    ("occasion", "Agents visés, par occasion"),
                    ("place", "Agents visés, par lieu"),
                    ("staff_filed", "Agents visés, avec une plainte déposée"),
                    ("steps", "Démarches faites"),
                    ("leases", "Baux dont la situation est close"),
                    ("settled", "Baux réglés sans mise en demeure"),
                    ("judged", "Jugements rendus"),
                    ("force", "Demandes de force publique"),
                    ("force_given", "Force publique accordée"),
                    ("leg", "Délai médian d’un bail, en jours"),
                    ("green", "Lieux revenus au vert ou réglés"),
                    ("injunctions", "Injonctions du préfet, par réponse"),
                    ("oriented", "Orientations faites, par objet de travail"),
                    ("posts_filled", "Postes pourvus"),
                    ("posts_vacant", "Postes vacants"),
                ],
                max_length=12,
                verbose_name="grandeur",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldcount",
            constraint=models.UniqueConstraint(
                fields=("convention", "kind", "family", "partner", "commune", "topic", "month"),
                name="one_held_count_per_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedcell",
            constraint=models.UniqueConstraint(
                fields=("publication", "kind", "family", "partner", "commune", "topic"), name="one_cell_per_key"
            ),
        ),
    ]
