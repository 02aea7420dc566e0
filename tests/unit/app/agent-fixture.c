/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "app/agent/anj-outbox-row.h"
#include "core/anj-seal.h"
#include "core/anj-ticket-number.h"
#include "core/anj-time.h"
#include "system/anj-system.h"

#define START_US (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC)
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

static gint64
get_real_us (gpointer user_data)
{
  return ((AgentFixture *) user_data)->real_us;
}

static gint64
get_monotonic_us (gpointer user_data)
{
  return ((AgentFixture *) user_data)->monotonic_us;
}

X509 *
agent_fixture_issue (AgentFixture *self, AnjCertKind kind, const char *name, EVP_PKEY *key)
{
  const AnjCertRequest request = { .kind = kind,
                                   .common_name = name,
                                   .not_before_us = self->real_us - DAY_US,
                                   .not_after_us = self->real_us + 1000 * DAY_US };
  g_autoptr (GError) error = NULL;
  X509 *cert = anj_cert_issue (&request, key, kind == ANJ_CERT_CA ? NULL : self->ca,
                               kind == ANJ_CERT_CA ? key : self->ca_key, &error);

  g_assert_no_error (error);
  return cert;
}

void
agent_fixture_init (AgentFixture *self)
{
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->state_dir = g_dir_make_tmp ("anj-agent-XXXXXX", &error);
  g_assert_no_error (error);
  self->real_us = START_US;
  self->monotonic_us = 1000 * G_USEC_PER_SEC;
  self->clock = (AnjClock){ get_real_us, get_monotonic_us, self };
  self->random = anj_system_random ();
  anj_random_fill (self->random, self->k_seal, sizeof self->k_seal);
  anj_random_fill (self->random, self->k_out, sizeof self->k_out);
  self->ca_key = anj_cert_generate_key (&error);
  self->signer_key = anj_cert_generate_key (&error);
  self->ca = agent_fixture_issue (self, ANJ_CERT_CA, "Anjungan hub CA", self->ca_key);
  self->signer = agent_fixture_issue (self, ANJ_CERT_SIGNER, "Anjungan receipts", self->signer_key);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
agent_fixture_clear (AgentFixture *self)
{
  remove_tree (self->state_dir);
  g_clear_pointer (&self->state_dir, g_free);
  g_clear_pointer (&self->signer, X509_free);
  g_clear_pointer (&self->ca, X509_free);
  g_clear_pointer (&self->signer_key, EVP_PKEY_free);
  g_clear_pointer (&self->ca_key, EVP_PKEY_free);
}

static JsonObject *
recipient_new (AgentFixture *self, const char *role)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (&error);
  const AnjCertRequest request = { .kind = ANJ_CERT_RECIPIENT,
                                   .common_name = role,
                                   .not_before_us = self->real_us,
                                   .not_after_us = G_GINT64_CONSTANT (4000000000) * 1000000 };
  g_autoptr (X509) cert = anj_cert_issue (&request, key, NULL, key, &error);
  g_autofree char *pem = anj_cert_to_pem (cert);
  JsonObject *recipient = json_object_new ();
  JsonObject *title = json_object_new ();

  g_assert_no_error (error);
  json_object_set_string_member (title, "id", role);
  json_object_set_string_member (recipient, "role", role);
  json_object_set_object_member (recipient, "title", title);
  json_object_set_string_member (recipient, "certificate", pem);
  return recipient;
}

GPtrArray *
agent_recipients_new (AgentFixture *self)
{
  static const char *const roles[] = { "intake", "sensitive", "recovery" };
  GPtrArray *recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    g_ptr_array_add (recipients, recipient_new (self, roles[i]));
  return recipients;
}

GBytes *
agent_text (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

GBytes *
agent_header_new (AgentFixture *self, guint32 index, gboolean anonymous)
{
  g_autoptr (AnjHeader) header = anj_header_new ();
  const char *fingerprint = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  header->id = anonymous ? anj_uuid_v4 (self->random) : anj_uuid_v7 (self->real_us, self->random);
  header->region = g_strdup (AGENT_REGION);
  header->number = anj_ticket_number_format (index);
  header->kind = g_strdup ("complaint");
  header->category = g_strdup ("tidak-cair");
  header->anonymous = anonymous;
  header->submitted = anj_time_format (self->real_us);
  if (anonymous)
    header->submitted[strlen ("2026-10-15")] = '\0';
  header->follow_hash = g_strdup (fingerprint);
  g_ptr_array_add (header->recipients, anj_recipient_name_new ("intake", fingerprint));
  g_ptr_array_add (header->recipients, anj_recipient_name_new ("recovery", fingerprint));
  return anj_header_to_bytes (header);
}

GBytes *
agent_receipt_sign (AgentFixture *self, const AnjReceipt *receipt)
{
  g_autoptr (GBytes) content = anj_receipt_to_bytes (receipt);
  g_autoptr (GError) error = NULL;
  GBytes *der = anj_cms_sign (content, self->signer, self->signer_key, &error);

  g_assert_no_error (error);
  return der;
}

void
agent_flip_blob (AgentFixture *self, const char *file, const char *table, const char *column)
{
  g_autofree char *path = g_build_filename (self->state_dir, file, NULL);
  sqlite3 *db = NULL;
  sqlite3_blob *blob = NULL;
  guint8 byte;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_blob_open (db, "main", table, column, 1, 1, &blob), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_blob_read (blob, &byte, 1, 0), ==, SQLITE_OK);
  byte ^= 1;
  g_assert_cmpint (sqlite3_blob_write (blob, &byte, 1, 0), ==, SQLITE_OK);
  sqlite3_blob_close (blob);
  sqlite3_close (db);
}

/* as that version did: u32 length of the first ‖ first ‖ second */
static GBytes *
seal_plainly (const guint8 *key, const char *place, GBytes *first, GBytes *second)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GBytes) aad = g_bytes_new (place, strlen (place));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint32 length = GUINT32_TO_BE ((guint32) g_bytes_get_size (first));
  GBytes *sealed;

  g_byte_array_append (plain, (const guint8 *) &length, sizeof length);
  g_byte_array_append (plain, g_bytes_get_data (first, NULL), (guint) g_bytes_get_size (first));
  g_byte_array_append (plain, g_bytes_get_data (second, NULL), (guint) g_bytes_get_size (second));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&plain));
  sealed = anj_seal (key, bytes, aad, anj_system_random (), &error);
  g_assert_no_error (error);
  return sealed;
}

static GBytes *
column (sqlite3_stmt *statement, int index)
{
  return g_bytes_new (sqlite3_column_blob (statement, index),
                      (gsize) sqlite3_column_bytes (statement, index));
}

static void
update (sqlite3 *db, const char *sql, GBytes *sealed, GBytes *payload, sqlite3_value *key)
{
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  sqlite3_bind_blob (statement, 1, g_bytes_get_data (sealed, NULL), (int) g_bytes_get_size (sealed),
                     SQLITE_STATIC);
  sqlite3_bind_blob (statement, 2, g_bytes_get_data (payload, NULL),
                     (int) g_bytes_get_size (payload), SQLITE_STATIC);
  sqlite3_bind_value (statement, 3, key);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  sqlite3_finalize (statement);
}

/* @select: key, sealed, payload, place */
static void
age_rows (sqlite3 *db, const guint8 *row_key, const char *select, const char *sql)
{
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_prepare_v2 (db, select, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      const char *place = (const char *) sqlite3_column_text (statement, 3);
      g_autoptr (GBytes) sealed = column (statement, 1);
      g_autoptr (GBytes) payload = column (statement, 2);
      g_autoptr (GBytes) opened = anj_outbox_payload_open (row_key, place, payload);
      g_autoptr (GBytes) first = NULL;
      g_autoptr (GBytes) second = NULL;
      g_autoptr (GBytes) old = NULL;

      g_assert_true (anj_outbox_row_open (row_key, place, sealed, &first, &second, NULL));
      old = seal_plainly (row_key, place, first, second);
      update (db, sql, old, opened, sqlite3_column_value (statement, 0));
    }
  sqlite3_finalize (statement);
}

void
agent_age_outbox (AgentFixture *self)
{
  g_autofree char *path = g_build_filename (self->state_dir, "outbox.db", NULL);
  guint8 row_key[ANJ_OUTBOX_ROW_KEY_BYTES];
  sqlite3 *db = NULL;

  g_assert_true (anj_outbox_row_key (self->k_out, row_key, NULL));
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  age_rows (db, row_key, "SELECT seq, sealed, payload, 'outbox ' || seq FROM entry",
            "UPDATE entry SET sealed = ?, payload = ? WHERE seq = ?");
  age_rows (db, row_key, "SELECT slot, sealed, payload, 'anonymous pool' FROM pool",
            "UPDATE pool SET sealed = ?, payload = ? WHERE slot = ?");
  g_assert_cmpint (
      sqlite3_exec (db, "DROP TABLE refused; PRAGMA user_version = 3", NULL, NULL, NULL), ==,
      SQLITE_OK);
  sqlite3_close (db);
}
