FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PATH=/portal/.venv/bin:$PATH
WORKDIR /portal
COPY requirements requirements
RUN python requirements/install.py run
COPY . .
RUN python requirements/install.py run && \
    SECRET_KEY=build-only DATABASE_URL=postgres:///x REDIS_URL=redis://x DATA_KEYS=k=AAAA BLIND_INDEX_KEY=x \
    python manage.py collectstatic --no-input && useradd --system portal && mkdir -p var /srv/portal/published && chown portal var /srv/portal/published
USER portal
