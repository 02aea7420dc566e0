/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/unit/hub/server-fixture.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-ticket-number.h"
#include "core/anj-time.h"
#include "data/anj-data.h"
#include "hub/hub-attachment-store.h"
#include "hub/hub-cmd-init.h"
#include "hub/hub-registers.h"
#include "hub/hub-terminals.h"

static gint64
read_clock (gpointer user_data)
{
  return ((ServerFixture *) user_data)->now_us;
}

/* splitmix64: not random, and that is the point */
static void
fill (gpointer user_data, guint8 *out, gsize n_bytes)
{
  ServerFixture *self = user_data;

  for (gsize i = 0; i < n_bytes; i++)
    {
      guint64 z = self->random_state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

      z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
      out[i] = (guint8) (z >> 40);
    }
}

static void
note_wake (gpointer user_data, const char *region)
{
  ServerFixture *self = user_data;

  g_ptr_array_add (self->wakes, g_strdup (region != NULL ? region : "*"));
}

static void
add_terminal (ServerFixture *self)
{
  g_autoptr (GError) error = NULL;
  gboolean is_exhausted = TRUE;
  guint32 first = 1;

  self->terminal = g_new0 (HubPeer, 1);
  self->terminal->kind = HUB_PEER_TERMINAL;
  self->terminal->id = g_strdup ("t-000000000001");
  self->terminal->region = g_strdup (FIXTURE_VILLAGE);
  self->terminal->slice_size = HUB_SLICE_SIZE;
  self->terminal->not_after_us = G_MAXINT64;
  g_assert_true (
      hub_terminal_next_slice (self->app.store, FIXTURE_VILLAGE, &first, &is_exhausted, &error));
  g_assert_cmpuint (first, ==, 0);
  g_assert_true (hub_terminal_add (self->app.store, self->terminal->id, FIXTURE_VILLAGE, first,
                                   "fingerprint", self->now_us, &error));

  self->admin = g_new0 (HubPeer, 1);
  self->admin->kind = HUB_PEER_ADMIN;
  self->admin->id = g_strdup ("admin");
  self->admin->not_after_us = G_MAXINT64;
}

static AnjSchema *
load_schema (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = anj_data_lookup (path, &error);
  AnjSchema *schema;

  g_assert_no_error (error);
  schema = anj_schema_new (json, &error);
  g_assert_no_error (error);
  return schema;
}

void
server_fixture_set_up (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  /* what an fsync does is not the point here */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", FALSE);
  self->dir = g_dir_make_tmp ("hub-XXXXXX", &error);
  g_assert_no_error (error);
  self->now_us = FIXTURE_NOW_US;
  self->clock = (AnjClock){ read_clock, read_clock, self };
  self->random = (AnjRandom){ fill, self };
  self->wakes = g_ptr_array_new_with_free_func (g_free);
  if (!hub_init_run (self->dir, NULL, &self->clock, &self->random, &error))
    g_error ("%s", error->message);

  self->app.clock = &self->clock;
  self->app.random = &self->random;
  self->app.keys = hub_keys_load (self->dir, &error);
  g_assert_no_error (error);
  self->app.store = hub_registers_open (self->dir, &error);
  g_assert_no_error (error);
  self->app.config = hub_config_state_open (self->app.store, self->app.keys->config_ca, &error);
  g_assert_no_error (error);
  self->app.generation = hub_store_ensure_generation (self->app.store, &self->random, &error);
  g_assert_no_error (error);
  self->app.presence = hub_presence_new ();
  self->app.terminal_log = hub_terminal_log_new (self->dir, /* backup_dir */ NULL);
  self->app.attachments_dir = g_build_filename (self->dir, "attachments", NULL);
  g_assert_true (hub_attachment_reconcile (self->app.store, self->app.attachments_dir, &error));
  hub_token_guard_init (&self->token_guard, &self->clock);
  self->app.token_guard = &self->token_guard;
  self->app.telemetry_schema = load_schema ("schema/telemetry.json");
  self->app.public_url = "https://hub.example:8443";
  self->app.wake = note_wake;
  self->app.wake_data = self;
  add_terminal (self);
}

static int
remove_one (const char *path,
            const struct stat *status G_GNUC_UNUSED,
            int type G_GNUC_UNUSED,
            struct FTW *where G_GNUC_UNUSED)
{
  return remove (path);
}

void
server_fixture_tear_down (ServerFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  hub_peer_free (self->terminal);
  hub_peer_free (self->admin);
  hub_presence_free (self->app.presence);
  g_free ((char *) self->app.attachments_dir);
  hub_terminal_log_free (self->app.terminal_log);
  hub_config_state_free (self->app.config);
  hub_keys_free (self->app.keys);
  anj_schema_free ((AnjSchema *) self->app.telemetry_schema);
  g_free ((char *) self->app.generation);
  hub_store_free (self->app.store);
  g_ptr_array_unref (self->wakes);
  nftw (self->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free (self->dir);
}

HubRequest *
server_fixture_run (ServerFixture *self,
                    HubHandler handler,
                    const HubPeer *peer,
                    HubRequest *request)
{
  request->peer = peer;
  hub_store_lock (self->app.store);
  handler (&self->app, request);
  hub_store_unlock (self->app.store);
  if (request->status == 0 && request->work != NULL)
    request->work (&self->app, request);
  return request;
}

HubRequest *
server_fixture_call (ServerFixture *self, HubHandler handler, const HubPeer *peer, const char *body)
{
  HubRequest *request = hub_request_new ();

  if (body != NULL)
    {
      g_bytes_unref (request->body);
      request->body = g_bytes_new (body, strlen (body));
    }
  return server_fixture_run (self, handler, peer, request);
}

JsonObject *
server_fixture_reply (const HubRequest *request)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  g_assert_nonnull (request->reply);
  object = anj_json_parse_object (request->reply, &error);
  g_assert_no_error (error);
  return object;
}

void
server_fixture_assert_problem (const HubRequest *request, HubProblem problem)
{
  g_autoptr (JsonObject) reply = server_fixture_reply (request);
  g_autofree char *type = g_strconcat ("about:blank#", hub_problem_key (problem), NULL);

  g_assert_cmpstr (anj_json_get_string (reply, "type", NULL), ==, type);
  g_assert_cmpuint (request->status, ==, hub_problem_status (problem));
  g_assert_cmpint (anj_json_get_int (reply, "status", 0), ==, request->status);
  g_assert_cmpstr (request->reply_type, ==, "application/problem+json");
}

AnjHeader *
server_fixture_header (ServerFixture *self, guint32 index)
{
  static const char fingerprint[] =
      "abababababababababababababababababababababababababababababababab";
  AnjHeader *header = anj_header_new ();
  guint8 follow[ANJ_FOLLOW_BYTES];

  memset (follow, 7, sizeof follow);
  header->id = anj_uuid_v7 (self->now_us, &self->random);
  header->region = g_strdup (FIXTURE_VILLAGE);
  header->number = anj_ticket_number_format (index);
  header->kind = g_strdup ("complaint");
  header->category = g_strdup ("lain");
  header->submitted = anj_time_format (self->now_us);
  header->follow_hash = anj_sha256_hex (follow, sizeof follow);
  g_ptr_array_add (header->recipients, anj_recipient_name_new ("intake", fingerprint));
  return header;
}

static void
hash_bytes (GBytes *bytes, guint8 out[32])
{
  anj_sha256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), out);
}

JsonObject *
server_fixture_link (ServerFixture *self, const AnjHeader *header, const char *payload)
{
  g_autoptr (GBytes) header_bytes = anj_header_to_bytes (header);
  g_autoptr (GBytes) payload_bytes = g_bytes_new (payload, strlen (payload));
  g_autoptr (GBytes) link_bytes = NULL;
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GError) error = NULL;
  AnjLink link = { .terminal = self->terminal->id, .seq = ++self->seq };
  JsonObject *object;

  memcpy (link.prev, self->head, sizeof link.prev);
  hash_bytes (header_bytes, link.header_sha256);
  hash_bytes (payload_bytes, link.payload_sha256);
  link_bytes = anj_link_to_bytes (&link);
  anj_link_hash (link_bytes, self->head);
  wire = anj_submission_to_bytes (header_bytes, link_bytes, payload_bytes);
  object = anj_json_parse_object (wire, &error);
  g_assert_no_error (error);
  return object;
}
