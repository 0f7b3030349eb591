-- Two databases that do not see each other. In: DREIKLANG_DB_PASSWORD and AIRFLOW_DB_PASSWORD in the environment of psql.
-- Out: a role and a database of its own for each. Runs once, when PostgreSQL's volume is empty.
\getenv dreiklang_password DREIKLANG_DB_PASSWORD
\getenv airflow_password AIRFLOW_DB_PASSWORD
CREATE ROLE dreiklang LOGIN PASSWORD :'dreiklang_password';
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE DATABASE dreiklang OWNER dreiklang ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE airflow OWNER airflow ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE dreiklang FROM PUBLIC;
REVOKE CONNECT ON DATABASE airflow FROM PUBLIC;
