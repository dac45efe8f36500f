// The only door to libpq: byte buffers in, byte buffers out, no header of PostgreSQL's visible to Swift.
//
// Conventions. Every pointer must be valid for the count beside it. Functions keep no pointer to their arguments. Texts
// end in a zero byte. Parameters and columns are in PostgreSQL's binary formats. A connection and its results are used by
// one thread at a time; different connections by different threads.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct il_pg il_pg;
typedef struct il_pg_result il_pg_result;

/// The most parameters of a statement.
enum { IL_PG_MAXIMUM_PARAMETERS = 16 };

/// Connects to where an address leads, a URI or a line of keywords; what it leaves out, libpq takes from the environment.
/// Null where no memory is left; whether it is connected, `il_pg_is_open` tells.
il_pg *il_pg_open(const char *address);
/// Closes a connection; null is allowed.
void il_pg_close(il_pg *connection);
/// Whether statements can be sent.
int il_pg_is_open(const il_pg *connection);
/// What the last failure of the connection itself was; valid until the connection is used again.
const char *il_pg_message(const il_pg *connection);

/// Runs statements without parameters, one after the other.
il_pg_result *il_pg_run(il_pg *connection, const char *statements);
/// Prepares a statement under a name.
il_pg_result *il_pg_prepare(il_pg *connection, const char *name, const char *statement);
/// Runs a prepared statement. `bytes` has the parameters one after the other; a length of -1 is a null.
il_pg_result *il_pg_execute(
    il_pg *connection, const char *name, const uint8_t *bytes, const int32_t *lengths, int32_t count);

/// Gives a result back; null is allowed.
void il_pg_result_free(il_pg_result *result);
/// Whether it succeeded; no for null.
int il_pg_result_is_good(const il_pg_result *result);
/// The five characters of SQLSTATE, or none where the server did not speak.
const char *il_pg_result_state(const il_pg_result *result);
/// The server's sentence, without details: those can hold values.
const char *il_pg_result_message(const il_pg_result *result);
int32_t il_pg_result_rows(const il_pg_result *result);
int32_t il_pg_result_columns(const il_pg_result *result);
/// A value and its length, -1 for a null; valid as long as the result.
const uint8_t *il_pg_result_value(const il_pg_result *result, int32_t row, int32_t column, int32_t *length);
