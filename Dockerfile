FROM python:3.11-slim
WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
USER nobody
ENV PREFECT_HOME=/tmp/prefect
ENTRYPOINT ["winnow"]
