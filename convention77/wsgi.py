import os

from django.core.wsgi import get_wsgi_application

from convention77.walled_role import refuse_unwalled_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convention77.settings")
application = get_wsgi_application()
refuse_unwalled_role()
