# Caddy, with its state where a user without rights may write it.
FROM caddy:2
COPY Caddyfile /etc/caddy/Caddyfile
RUN chown -R 10001:10001 /data /config
USER 10001:10001
