# threadloom as a container:
#
#   docker build -t threadloom .
#   docker run --rm -v "$PWD:/data" threadloom import export.zip
#
# It works in /data, as a user without rights elsewhere. All that it may load is fetched while it is built.
FROM denoland/deno:2.9.6

RUN mkdir /data && chown deno:deno /data
USER deno
WORKDIR /app
COPY --chown=deno:deno . .
RUN deno cache --frozen cli/mod.ts cli/binary.ts

ENV DENO_NO_UPDATE_CHECK=1
WORKDIR /data
VOLUME /data
ENTRYPOINT ["deno", "run", "-q", "-A", "--no-prompt", "--config=/app/deno.json", "/app/cli/mod.ts"]
CMD ["--help"]
