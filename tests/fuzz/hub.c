/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/fuzz/hub.h"

#include "core/anj-json.h"
#include "hub/hub-terminals.h"
#include "tests/fuzz/fuzz.h"

static int
count_commit (void *user_data)
{
  ((FuzzHub *) user_data)->n_commits++;
  return 0;
}

static void
copy (sqlite3 *from, sqlite3 *to)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");

  g_assert_nonnull (backup);
  g_assert_cmpint (sqlite3_backup_step (backup, -1), ==, SQLITE_DONE);
  sqlite3_backup_finish (backup);
}

FuzzHub *
fuzz_hub_new (void)
{
  FuzzHub *self = g_new0 (FuzzHub, 1);
  sqlite3 *db;

  fuzz_be_quiet ();
  server_fixture_set_up (&self->server, NULL);
  db = hub_store_db (self->server.app.store);
  /* nothing of it needs to last */
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA synchronous = OFF", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_open (":memory:", &self->pristine), ==, SQLITE_OK);
  self->peer = self->server.terminal;
  sqlite3_commit_hook (db, count_commit, self);
  fuzz_hub_keep (self);
  return self;
}

void
fuzz_hub_free (FuzzHub *self)
{
  if (self == NULL)
    return;
  sqlite3_close (self->pristine);
  server_fixture_tear_down (&self->server, NULL);
  g_free (self);
}

void
fuzz_hub_keep (FuzzHub *self)
{
  copy (hub_store_db (self->server.app.store), self->pristine);
  self->kept_random_state = self->server.random_state;
  self->kept_seq = self->server.seq;
  memcpy (self->kept_head, self->server.head, sizeof self->kept_head);
  self->n_commits = 0;
}

void
fuzz_hub_rewind (FuzzHub *self)
{
  if (self->n_commits > 0)
    copy (self->pristine, hub_store_db (self->server.app.store));
  self->server.random_state = self->kept_random_state;
  self->server.seq = self->kept_seq;
  memcpy (self->server.head, self->kept_head, sizeof self->kept_head);
  g_ptr_array_set_size (self->server.wakes, 0);
  self->n_commits = 0;
}

static X509 *
read_certificate (const char *name)
{
  g_autoptr (GBytes) pem = fuzz_read_signed (name);
  g_autoptr (GError) error = NULL;
  X509 *cert = anj_cert_from_pem (g_bytes_get_data (pem, NULL), &error);

  g_assert_no_error (error);
  return cert;
}

X509 *
fuzz_hub_add_signed_terminal (FuzzHub *self)
{
  X509 *ca = read_certificate ("hub-ca.pem");
  X509 *cert = read_certificate ("terminal.pem");
  g_autofree char *id = anj_cert_common_name (cert);
  g_autoptr (GError) error = NULL;
  HubStore *store = self->server.app.store;

  g_assert_true (hub_terminal_add (store, id, FIXTURE_VILLAGE, 5 * HUB_SLICE_SIZE, "signed",
                                   self->server.now_us, &error));
  g_assert_true (hub_terminal_set_certificate (store, id, cert, ca, &error));
  g_assert_no_error (error);
  g_ptr_array_add (self->server.app.keys->cas, ca);
  return cert;
}

HubRequest *
fuzz_hub_request (const guint8 *data, gsize n_bytes)
{
  HubRequest *request = hub_request_new ();

  g_bytes_unref (request->body);
  request->body = g_bytes_new (data, n_bytes);
  return request;
}

HubRequest *
fuzz_hub_run (FuzzHub *self, HubHandler handler, HubRequest *request)
{
  server_fixture_run (&self->server, handler, self->peer, request);
  if (request->status == 0)
    {
      g_assert_cmpint (request->hold_us, >, 0);
      return request;
    }
  g_assert_cmpint (request->hold_us, ==, 0);
  g_assert_cmpuint (request->status, >=, 200);
  g_assert_cmpuint (request->status, <, 500);
  if (request->status >= 400)
    {
      g_autoptr (JsonObject) problem = server_fixture_reply (request);

      g_assert_cmpstr (request->reply_type, ==, "application/problem+json");
      g_assert_cmpint (anj_json_get_int (problem, "status", 0), ==, request->status);
    }
  return request;
}

gint64
fuzz_hub_count (FuzzHub *self, const char *sql)
{
  gint64 n = -1;

  g_assert_true (hub_store_get_int (self->server.app.store, NULL, -1, &n, sql, ""));
  return n;
}
