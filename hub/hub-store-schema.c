/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-store-schema.h"

/*
 * Times are µs UTC since the epoch (…_us), dates are text YYYY-MM-DD. Nothing here holds a NIK, a
 * name or a case's words: payloads are sealed to the offices, headers carry the clear part only.
 */

static const HubMigration steps[] = {
  { "server", 1,
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;"

    "CREATE TABLE tokens ("
    "  sha256 BLOB PRIMARY KEY,"
    "  region TEXT NOT NULL,"
    "  created_us INTEGER NOT NULL,"
    "  expires_us INTEGER NOT NULL,"
    "  used_us INTEGER,"
    "  terminal TEXT"
    ") WITHOUT ROWID, STRICT;"

    /* next free slice of ticket numbers of a village */
    "CREATE TABLE slices (region TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID, STRICT;"

    "CREATE TABLE terminals ("
    "  id TEXT PRIMARY KEY,"
    "  region TEXT NOT NULL,"
    "  state TEXT NOT NULL CHECK (state IN ('active', 'revoked')),"
    "  slice_first INTEGER NOT NULL,"
    "  slice_size INTEGER NOT NULL,"
    "  fingerprint TEXT NOT NULL," /* of its certificate */
    "  enrolled_us INTEGER NOT NULL,"
    "  last_seen_us INTEGER NOT NULL DEFAULT 0,"
    "  config_epoch INTEGER NOT NULL DEFAULT 0,"
    "  config_version INTEGER NOT NULL DEFAULT 0,"
    "  outbox INTEGER NOT NULL DEFAULT 0,"
    "  telemetry TEXT," /* last report, JSON */
    "  revoked_us INTEGER,"
    "  revoke_reason TEXT,"
    "  last_seq INTEGER NOT NULL DEFAULT 0," /* chain of its submissions */
    "  head BLOB NOT NULL,"
    /* newest link that a backup on another device holds */
    "  backed_up_seq INTEGER NOT NULL DEFAULT 0,"
    /* a restore took links away that the terminal may have let go: its next may leave a gap */
    "  may_skip INTEGER NOT NULL DEFAULT 0"
    ") WITHOUT ROWID, STRICT;"
    "CREATE INDEX terminals_region ON terminals (region);"

    /* every link that was receipted, in the terminal's order; tombstone: refused, kept aside */
    "CREATE TABLE submissions ("
    "  id INTEGER PRIMARY KEY,"
    "  terminal TEXT NOT NULL REFERENCES terminals (id),"
    "  seq INTEGER NOT NULL,"
    "  uuid TEXT NOT NULL,"
    "  header BLOB NOT NULL,"
    "  link BLOB NOT NULL,"
    "  link_sha256 BLOB NOT NULL,"
    "  payload BLOB NOT NULL,"
    "  received_us INTEGER NOT NULL,"
    "  tombstone TEXT,"
    "  UNIQUE (terminal, seq)"
    ") STRICT;"
    "CREATE INDEX submissions_uuid ON submissions (uuid);"

    "CREATE TABLE tickets ("
    "  region TEXT NOT NULL,"
    "  number TEXT NOT NULL,"
    "  uuid TEXT NOT NULL UNIQUE,"
    "  submission INTEGER NOT NULL REFERENCES submissions (id),"
    "  kind TEXT NOT NULL,"
    "  category TEXT NOT NULL,"
    "  programme TEXT,"
    "  sensitive INTEGER NOT NULL,"
    "  state TEXT NOT NULL CHECK (state IN ('received', 'in_progress', 'answered', 'closed')),"
    "  submitted TEXT NOT NULL,"
    "  due TEXT NOT NULL,"
    "  follow_sha256 BLOB NOT NULL,"
    "  answer BLOB,"
    "  PRIMARY KEY (region, number)"
    ") WITHOUT ROWID, STRICT;"
    "CREATE INDEX tickets_state ON tickets (state, region);"

    /* its id is the channel's mark for tickets */
    "CREATE TABLE ticket_history ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  region TEXT NOT NULL,"
    "  number TEXT NOT NULL,"
    "  state TEXT NOT NULL,"
    "  time_us INTEGER NOT NULL,"
    "  FOREIGN KEY (region, number) REFERENCES tickets (region, number)"
    ") STRICT;"
    "CREATE INDEX ticket_history_ticket ON ticket_history (region, number);"
    "CREATE INDEX ticket_history_region ON ticket_history (region, id);"

    /* wrong tries of a PIN, of numbers that exist and of those that do not */
    "CREATE TABLE ticket_tries (region TEXT NOT NULL, number TEXT NOT NULL,"
    "  tried_us INTEGER NOT NULL) STRICT;"
    "CREATE INDEX ticket_tries_ticket ON ticket_tries (region, number, tried_us);"
    "CREATE INDEX ticket_tries_time ON ticket_tries (tried_us);"

    "CREATE TABLE configs (epoch INTEGER NOT NULL, version INTEGER NOT NULL, bundle BLOB NOT NULL,"
    "  published_us INTEGER NOT NULL, PRIMARY KEY (epoch, version)) WITHOUT ROWID, STRICT;"

    "CREATE TABLE audit ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  row TEXT NOT NULL," /* JSON, exact bytes that are hashed */
    "  sha256 BLOB NOT NULL"
    ") STRICT;"

    /* what cases name; its file is there from received_us on, and gone for good from dropped_us on
     */
    "CREATE TABLE attachments ("
    "  sha256 TEXT PRIMARY KEY,"
    "  uuid TEXT NOT NULL," /* the case's */
    "  terminal TEXT NOT NULL,"
    "  seq INTEGER NOT NULL," /* of the link that brought the case */
    "  bytes INTEGER NOT NULL,"
    "  type TEXT NOT NULL,"
    "  received_us INTEGER,"
    "  dropped_us INTEGER"
    ") WITHOUT ROWID, STRICT;"
    "CREATE INDEX attachments_case ON attachments (uuid);"
    "CREATE INDEX attachments_terminal ON attachments (terminal, received_us);" },

  { "server", 2,
    /* the newest certificate of each, and the key that stays when it is renewed; NULL until a
     * terminal of an older hub renews */
    "ALTER TABLE terminals ADD COLUMN key_sha256 TEXT;"
    "ALTER TABLE terminals ADD COLUMN certificate BLOB;" /* DER */
    "ALTER TABLE terminals ADD COLUMN not_after_us INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE terminals ADD COLUMN ca TEXT;" /* fingerprint of who issued it */
    "CREATE INDEX terminals_ca ON terminals (ca);" },

  { "server", 3,
    /* cases that a damage of its disk cost a terminal, as it said (hub-losses.h) */
    "CREATE TABLE losses ("
    "  terminal TEXT NOT NULL REFERENCES terminals (id),"
    "  first_seq INTEGER NOT NULL,"
    "  last_seq INTEGER NOT NULL,"
    "  told_us INTEGER NOT NULL,"
    "  PRIMARY KEY (terminal, first_seq)"
    ") WITHOUT ROWID, STRICT;" },

  { "server", 4,
    /* certificates that were given back to who has the key (hub-lost-certificate.h) */
    "CREATE INDEX terminals_key ON terminals (key_sha256);"
    "CREATE TABLE certificate_returns ("
    "  terminal TEXT NOT NULL REFERENCES terminals (id),"
    "  returned_us INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX certificate_returns_terminal ON certificate_returns (terminal, returned_us);"
    /* the terminal that goes on with another key, where the token is for one */
    "ALTER TABLE tokens ADD COLUMN replaces TEXT REFERENCES terminals (id);" },

  { "server", 5,
    /* keys that were replaced: who shows one is refused as a revoked terminal is */
    "CREATE TABLE former_keys ("
    "  key_sha256 TEXT PRIMARY KEY,"
    "  terminal TEXT NOT NULL REFERENCES terminals (id)"
    ") WITHOUT ROWID, STRICT;" },
};

const HubMigration *
hub_store_schema (gsize *out_n)
{
  *out_n = G_N_ELEMENTS (steps);
  return steps;
}
