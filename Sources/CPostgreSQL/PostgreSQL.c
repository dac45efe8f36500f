#include "CPostgreSQL.h"

#include <libpq-fe.h>

// Both are libpq's own objects under another name: the header stays free of libpq's.
static PGconn *connection_of(const il_pg *connection) { return (PGconn *)connection; }
static PGresult *result_of(const il_pg_result *result) { return (PGresult *)result; }

static void ignore(void *context, const char *message) {
    (void)context;
    (void)message;
}

il_pg *il_pg_open(const char *address) {
    // Before the address: what it may say otherwise. After it: what it may not.
    const char *const keywords[] = {
        "connect_timeout", "keepalives_idle", "tcp_user_timeout", "application_name", "dbname", "client_encoding", NULL};
    const char *const values[] = {"5", "10", "15000", "interlock", address, "UTF8", NULL};
    PGconn *connection = PQconnectdbParams(keywords, values, 1);
    // Notices go to standard error otherwise.
    if (connection != NULL) PQsetNoticeProcessor(connection, ignore, NULL);
    return (il_pg *)connection;
}

void il_pg_close(il_pg *connection) { PQfinish(connection_of(connection)); }

int il_pg_is_open(const il_pg *connection) { return PQstatus(connection_of(connection)) == CONNECTION_OK; }

const char *il_pg_message(const il_pg *connection) { return PQerrorMessage(connection_of(connection)); }

il_pg_result *il_pg_run(il_pg *connection, const char *statements) {
    return (il_pg_result *)PQexec(connection_of(connection), statements);
}

il_pg_result *il_pg_prepare(il_pg *connection, const char *name, const char *statement) {
    return (il_pg_result *)PQprepare(connection_of(connection), name, statement, 0, NULL);
}

il_pg_result *il_pg_execute(
    il_pg *connection, const char *name, const uint8_t *bytes, const int32_t *lengths, int32_t count) {
    if (count < 0 || count > IL_PG_MAXIMUM_PARAMETERS) return NULL;
    const char *values[IL_PG_MAXIMUM_PARAMETERS];
    int formats[IL_PG_MAXIMUM_PARAMETERS];
    int sizes[IL_PG_MAXIMUM_PARAMETERS];
    const uint8_t *next = bytes;
    for (int32_t index = 0; index < count; index++) {
        formats[index] = 1;
        sizes[index] = lengths[index] < 0 ? 0 : lengths[index];
        // Where all are empty there may be no buffer; null would be a null to libpq.
        values[index] = lengths[index] < 0 ? NULL : sizes[index] == 0 ? "" : (const char *)next;
        next += sizes[index];
    }
    return (il_pg_result *)PQexecPrepared(connection_of(connection), name, count, values, sizes, formats, 1);
}

void il_pg_result_free(il_pg_result *result) { PQclear(result_of(result)); }

int il_pg_result_is_good(const il_pg_result *result) {
    ExecStatusType status = PQresultStatus(result_of(result));
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

const char *il_pg_result_state(const il_pg_result *result) {
    const char *state = PQresultErrorField(result_of(result), PG_DIAG_SQLSTATE);
    return state == NULL ? "" : state;
}

const char *il_pg_result_message(const il_pg_result *result) {
    const char *message = PQresultErrorField(result_of(result), PG_DIAG_MESSAGE_PRIMARY);
    return message == NULL ? "" : message;
}

int32_t il_pg_result_rows(const il_pg_result *result) { return PQntuples(result_of(result)); }

int32_t il_pg_result_columns(const il_pg_result *result) { return PQnfields(result_of(result)); }

const uint8_t *il_pg_result_value(const il_pg_result *result, int32_t row, int32_t column, int32_t *length) {
    if (PQgetisnull(result_of(result), row, column)) {
        *length = -1;
        return NULL;
    }
    *length = PQgetlength(result_of(result), row, column);
    return (const uint8_t *)PQgetvalue(result_of(result), row, column);
}
