# The portal for production: only what it needs, as a user without rights.

FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml requirements.lock ./
# The lock holds the tools of development too. As a constraint it pins and verifies by hash
# exactly the packages that the portal itself depends on.
RUN python -m venv /venv \
    && python -m venv /uv \
    && sed -n '/^uv==/,/[^\\]$/p' requirements.lock > uv.lock \
    && /uv/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement uv.lock \
    && /uv/bin/uv pip install --no-cache --python /venv/bin/python \
        --requirement pyproject.toml --constraint requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin sundial
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# A new volume takes its owner from here.
RUN install --directory --owner 10001 --group 10001 --mode 0700 /app/.data/files
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SUNDIAL_ENV=production \
    DATA_DIR=/app/.data
# Static files are hashed and compressed here, once. The key signs nothing and is not kept.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') \
    ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgresql://nobody@localhost/none \
    python manage.py collectstatic --noinput
USER 10001:10001
EXPOSE 8000
CMD ["granian", "portal.wsgi:application", "--interface", "wsgi", "--host", "0.0.0.0", \
     "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--no-ws", \
     "--respawn-failed-workers"]
