# One image; the command given to it says whether it is the web, the worker or the beat.
FROM python:3.13-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends age gnupg postgresql-client libpango-1.0-0 libpangoft2-1.0-0 fonts-inter fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 977 --home-dir /srv/convention77 convention77

WORKDIR /srv/convention77
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=convention77.settings \
    STATIC_ROOT=/srv/static PRIVATE_ROOT=/srv/private

COPY requirements.txt .
RUN python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt

COPY . .
# Collecting needs the settings, not the servers: these values are used for this line alone.
RUN DJANGO_SECRET_KEY=$(head -c 48 /dev/urandom | base64 -w0) SECOND_FACTOR_KEYS=$(head -c 48 /dev/urandom | base64 -w0) ALLOWED_HOSTS=localhost PORTAL_URL=https://localhost DATABASE_URL=postgres:///build CACHE_URL=redis://localhost/1 \
    REDIS_URL=redis://localhost/0 EMAIL_URL=smtp://localhost:25 python manage.py collectstatic --noinput -v0 \
    && install -d -o convention77 -m 700 /srv/private

USER convention77
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "convention77.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--no-control-socket"]
