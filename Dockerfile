# The trainer, in a terminal:     docker run -it --rm tui-mlp
# in a browser:                   see docs/browser.md
# on files of one's own, kept:    docker run -it --rm -v "$PWD:/work:ro" -v tui-mlp-runs:/runs tui-mlp my.csv
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY datasets datasets
COPY tui_mlp tui_mlp
RUN python -m venv /opt/tui-mlp \
    && /opt/tui-mlp/bin/pip install --no-cache-dir --no-compile '.[web,excel]'

FROM python:3.13-slim
COPY --from=build /opt/tui-mlp /opt/tui-mlp
RUN useradd --create-home --uid 1000 mlp \
    && install -d -m 1777 /work /runs
ENV PATH=/opt/tui-mlp/bin:$PATH \
    LANG=C.UTF-8 \
    TERM=xterm-256color \
    COLORTERM=truecolor \
    TUI_MLP_RUNS_DIR=/runs/kept
USER 1000
WORKDIR /work
EXPOSE 8000
ENTRYPOINT ["tui-mlp"]
