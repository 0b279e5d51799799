import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0014_legal_actions"),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="due_on",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        rung="rehousing",
                        then=django.db.models.functions.comparison.Cast(
                            models.ExpressionWrapper(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("done_on"),
                                    "+",
                                    models.Func(
                                        models.Value(0),
                                        models.Value(1),
                                        function="make_interval",
                                        output_field=models.DurationField(),
                                    ),
                                ),
                                models.DateTimeField(),
                            ),
                            models.DateField(),
                        ),
                    ),
                    models.When(
                        rung="force",
                        then=django.db.models.functions.comparison.Cast(
                            models.ExpressionWrapper(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("done_on"),
                                    "+",
                                    models.Func(
                                        models.Value(0),
                                        models.Value(2),
                                        function="make_interval",
                                        output_field=models.DurationField(),
                                    ),
                                ),
                                models.DateTimeField(),
                            ),
                            models.DateField(),
                        ),
                    ),
                    default=models.F("until"),
                ),
                output_field=models.DateField(null=True),
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="noted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="notée le"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("complainant", "warden"), ("sent_on", None)),
                fields=["landlord", "found_on", "id"],
                name="complaint_to_send",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("meets_at__isnull", False), ("step__isnull", False)),
                fields=["meets_at", "id"],
                name="letter_meeting",
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=models.Q(("result", ""), ("withdrawn_at", None), ("due_on__isnull", False)),
                fields=["due_on", "id"],
                name="step_due",
            ),
        ),
    ]
