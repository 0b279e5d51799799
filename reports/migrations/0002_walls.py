"""Row-level security of the reports: the requester reads, the machine writes. Figures are written by the machine only.

A report is read under the designation it was asked under: rights of one function must not combine with another's.
"""

from django.db import migrations

OWN = "user_id = (SELECT app_user()) AND designation_id = (SELECT app_designation())"
MACHINE = "(SELECT app_function()) = 'machine'"

RAISE = f"""
ALTER TABLE reports_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports_report FORCE ROW LEVEL SECURITY;
CREATE POLICY asked_for ON reports_report FOR SELECT USING ({OWN});
CREATE POLICY asks ON reports_report FOR INSERT WITH CHECK ({OWN});
CREATE POLICY machine ON reports_report FOR ALL TO convention77_worker USING ({MACHINE}) WITH CHECK ({MACHINE});
REVOKE UPDATE, DELETE ON reports_report FROM convention77_app;
REVOKE INSERT, UPDATE, DELETE ON reports_publishedcell FROM convention77_app;
"""

REMOVE = """
DROP POLICY asked_for ON reports_report;
DROP POLICY asks ON reports_report;
DROP POLICY machine ON reports_report;
ALTER TABLE reports_report NO FORCE ROW LEVEL SECURITY;
ALTER TABLE reports_report DISABLE ROW LEVEL SECURITY;
GRANT UPDATE, DELETE ON reports_report TO convention77_app;
GRANT INSERT, UPDATE, DELETE ON reports_publishedcell TO convention77_app;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports_and_cells"), ("journal", "0003_chain_and_walls")]

    operations = [migrations.RunSQL(RAISE, REMOVE)]
