/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-fake-agent.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "anj-agent1.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-seal.h"
#include "core/anj-ticket-number.h"

#define OBJECT_PATH "/id/anjungan/Agent"
#define DOCUMENT                                                                                   \
  "{\"found\":true,\"as_of\":\"2026-10-15\",\"household\":{\"no_kk\":\"3509********0001\","        \
  "\"region\":\"35.09.01.2001\",\"members\":[{\"id\":\"1\",\"name\":\"Siti A.\","                  \
  "\"nik\":\"3509********0001\"}],\"registers\":[],\"programmes\":[]}}"

static const guint8 cache_salt[32] = { 7 };
static const AnjLookupCost cache_cost = { 1024, 1, 1 };
static const guint8 household_key[ANJ_SEAL_KEY_BYTES] = { 9 };

static void
fill (gpointer user_data, guint8 *out, gsize n_bytes)
{
  FakeAgent *self = user_data;

  for (gsize i = 0; i < n_bytes; i++)
    {
      guint64 z = (self->random_state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

      z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
      z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
      out[i] = (guint8) (z ^ (z >> 31));
    }
}

static gint64
now_us (gpointer user_data G_GNUC_UNUSED)
{
  return FAKE_NOW_US;
}

static void
fake_recipient_init (FakeRecipient *self, const char *role)
{
  g_autoptr (GError) error = NULL;
  AnjCertRequest request = { .kind = ANJ_CERT_RECIPIENT,
                             .common_name = role,
                             .not_before_us = FAKE_NOW_US - G_USEC_PER_SEC,
                             .not_after_us = FAKE_NOW_US + 3600 * (gint64) G_USEC_PER_SEC };

  self->key = anj_cert_generate_key (&error);
  g_assert_no_error (error);
  self->cert = anj_cert_issue (&request, self->key, NULL, self->key, &error);
  g_assert_no_error (error);
}

static void
fake_recipient_clear (FakeRecipient *self)
{
  EVP_PKEY_free (self->key);
  X509_free (self->cert);
}

/* @script: "Name message", as id.anjungan.Error.Name */
static void
return_error (GDBusMethodInvocation *invocation, const char *script)
{
  g_auto (GStrv) parts = g_strsplit (script, " ", 2);
  g_autofree char *name = g_strconcat ("id.anjungan.Error.", parts[0], NULL);

  g_dbus_method_invocation_return_dbus_error (invocation, name, parts[1]);
}

static void
add_recipient (JsonArray *recipients, const char *role, X509 *cert)
{
  JsonObject *recipient = json_object_new ();
  g_autofree char *pem = anj_cert_to_pem (cert);

  json_object_set_string_member (recipient, "role", role);
  json_object_set_string_member (recipient, "certificate", pem);
  json_array_add_object_element (recipients, recipient);
}

#define CONFIG                                                                                     \
  "{\"region\":\"35.09.01.2001\",\"categories\":[{\"code\":\"tidak-cair\"},"                       \
  "{\"code\":\"petugas-pungutan\",\"sensitive\":true}],"                                           \
  "\"programmes\":[{\"code\":\"UPT-PSBR\",\"referral\":{\"for_member\":true}}],"                   \
  "\"attachments\":{\"photos\":1,\"photo_bytes\":50000,\"recording_s\":1}}"

static char *
make_config (FakeAgent *self)
{
  g_autoptr (GBytes) base = g_bytes_new_static (CONFIG, strlen (CONFIG));
  g_autoptr (JsonObject) config = anj_json_parse_object (base, NULL);
  g_autofree char *salt = anj_hex_encode (cache_salt, sizeof cache_salt);
  JsonArray *recipients = json_array_new ();
  JsonObject *lookup = json_object_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (self->has_intake)
    add_recipient (recipients, "intake", self->intake.cert);
  add_recipient (recipients, "sensitive", self->sensitive.cert);
  add_recipient (recipients, "recovery", self->recovery.cert);
  json_object_set_array_member (config, "recipients", recipients);
  if (self->has_cache)
    json_object_set_string_member (lookup, "salt", salt);
  json_object_set_int_member (lookup, "n", (gint64) cache_cost.n);
  json_object_set_int_member (lookup, "r", cache_cost.r);
  json_object_set_int_member (lookup, "p", cache_cost.p);
  json_object_set_object_member (config, "lookup", lookup);
  bytes = anj_json_object_to_bytes (config);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
on_config (AnjAgent1 *service, GDBusMethodInvocation *invocation, FakeAgent *self)
{
  g_autofree char *config = make_config (self);

  self->n_config++;
  if (self->changes_early)
    anj_agent1_emit_status_changed (service);
  anj_agent1_complete_config (service, invocation, config);
  return TRUE;
}

static gboolean
on_painted (AnjAgent1 *service, GDBusMethodInvocation *invocation, FakeAgent *self)
{
  self->n_painted++;
  anj_agent1_complete_painted (service, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
on_status (AnjAgent1 *service, GDBusMethodInvocation *invocation, FakeAgent *self)
{
  g_autofree char *status = g_strdup_printf (
      "{\"synced\":true,\"printer\":\"ready\",\"printer_mm\":58,\"n\":%u}", self->n_status);

  anj_agent1_complete_status (service, invocation, status);
  return TRUE;
}

static GVariant *
variant_of (const guint8 *data, gsize n_bytes)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, n_bytes, 1);
}

/* u16 length ‖ associated data ‖ sealed */
static GVariant *
make_record (FakeAgent *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = g_bytes_new_static (DOCUMENT, strlen (DOCUMENT));
  g_autoptr (GBytes) aad = anj_seal_record_aad ("r1", "b1", 1);
  g_autoptr (GBytes) sealed = anj_seal (household_key, plain, aad, &self->random, &error);
  g_autoptr (GByteArray) record = g_byte_array_new ();
  guint8 length[2] = { 0, (guint8) g_bytes_get_size (aad) };

  g_assert_no_error (error);
  g_byte_array_append (record, length, sizeof length);
  g_byte_array_append (record, g_bytes_get_data (aad, NULL), (guint) g_bytes_get_size (aad));
  g_byte_array_append (record, g_bytes_get_data (sealed, NULL), (guint) g_bytes_get_size (sealed));
  if (self->tampers)
    record->data[record->len - 20] ^= 1;
  return variant_of (record->data, record->len);
}

static gboolean
is_the_household (GVariant *index, GVariant *proof)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) salt = g_bytes_new (cache_salt, sizeof cache_salt);
  AnjLookupKey key;
  gsize n_index, n_proof;
  const guint8 *index_data = g_variant_get_fixed_array (index, &n_index, 1);
  const guint8 *proof_data = g_variant_get_fixed_array (proof, &n_proof, 1);

  g_assert_true (anj_kdf_lookup (FAKE_NIK, FAKE_KK, salt, &cache_cost, &key, &error));
  g_assert_cmpuint (n_index, ==, sizeof key.index);
  g_assert_cmpuint (n_proof, ==, sizeof key.proof);
  return memcmp (index_data, key.index, n_index) == 0 &&
         memcmp (proof_data, key.proof, n_proof) == 0;
}

/* the household's key ‖ who looked */
static GVariant *
make_key (const FakeAgent *self)
{
  g_autoptr (GByteArray) key = g_byte_array_new ();
  const char *viewer = self->viewer != NULL ? self->viewer : "";

  g_byte_array_append (key, household_key, sizeof household_key);
  g_byte_array_append (key, (const guint8 *) viewer, (guint) strlen (viewer));
  return variant_of (key->data, key->len);
}

static gboolean
on_open (AnjAgent1 *service,
         GDBusMethodInvocation *invocation,
         GVariant *index,
         GVariant *proof,
         FakeAgent *self)
{
  self->n_open++;
  if (self->n_open_errors > 0)
    {
      self->n_open_errors--;
      return_error (invocation, self->open_error);
    }
  else if (is_the_household (index, proof))
    anj_agent1_complete_open (service, invocation, TRUE, make_key (self), make_record (self),
                              "2026-10-15", "2026-11-20");
  else
    anj_agent1_complete_open (service, invocation, FALSE, variant_of (NULL, 0),
                              variant_of (NULL, 0), "", "");
  return TRUE;
}

static gboolean
on_reserve (AnjAgent1 *service,
            GDBusMethodInvocation *invocation,
            const char *kind,
            FakeAgent *self)
{
  g_autofree char *number = anj_ticket_number_format (1000 + self->n_reserve);
  g_autofree char *id = g_str_has_suffix (kind, ":anonymous")
                            ? anj_uuid_v4 (&self->random)
                            : anj_uuid_v7 (FAKE_NOW_US, &self->random);

  self->n_reserve++;
  g_ptr_array_find (self->services, service, &self->reserve_service);
  g_free (self->reserved_kind);
  self->reserved_kind = g_strdup (kind);
  anj_agent1_complete_reserve (service, invocation, id, FAKE_REGION, number);
  return TRUE;
}

/* as the agent takes them: memory that nobody can change, of the hash that was said */
static void
take_attachments (FakeAgent *self, GVariant *attachments, GUnixFDList *fds)
{
  g_ptr_array_set_size (self->attachments, 0);
  for (gsize i = 0; i < g_variant_n_children (attachments); i++)
    {
      g_autofree char *hash = NULL;
      const char *sha256;
      gint32 handle;
      GMappedFile *memory;
      GBytes *bytes;
      int fd;

      g_variant_get_child (attachments, i, "(&sh)", &sha256, &handle);
      fd = g_unix_fd_list_get (fds, handle, NULL);
      g_assert_cmpint (fcntl (fd, F_GET_SEALS) & F_SEAL_WRITE, ==, F_SEAL_WRITE);
      memory = g_mapped_file_new_from_fd (fd, FALSE, NULL);
      bytes = g_mapped_file_get_bytes (memory);
      hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      g_assert_cmpstr (hash, ==, sha256);
      g_ptr_array_add (self->attachments, bytes);
      g_mapped_file_unref (memory);
      close (fd);
    }
}

static gboolean
on_submit (AnjAgent1 *service,
           GDBusMethodInvocation *invocation,
           GUnixFDList *fds,
           const char *header,
           GVariant *payload,
           GVariant *attachments,
           FakeAgent *self)
{
  take_attachments (self, attachments, fds);
  self->n_submit++;
  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  self->header = g_bytes_new (header, strlen (header));
  self->payload = g_variant_get_data_as_bytes (payload);
  if (self->first_header == NULL)
    self->first_header = g_strdup (header);
  if (self->n_submit_errors > 0)
    {
      self->n_submit_errors--;
      return_error (invocation, self->submit_error);
    }
  else
    anj_agent1_complete_submit (service, invocation, /* fd_list */ NULL);
  return TRUE;
}

static gboolean
on_open_device (AnjAgent1 *service,
                GDBusMethodInvocation *invocation,
                GUnixFDList *fds G_GNUC_UNUSED,
                const char *kind G_GNUC_UNUSED,
                FakeAgent *self)
{
  g_autoptr (GUnixFDList) out = g_unix_fd_list_new ();

  self->n_device++;
  g_ptr_array_find (self->services, service, &self->device_service);
  if (self->device_error != NULL)
    return_error (invocation, self->device_error);
  else
    {
      g_assert_cmpint (g_unix_fd_list_append (out, self->device_fd, NULL), ==, 0);
      anj_agent1_complete_open_device (service, invocation, out, g_variant_new_handle (0));
    }
  return TRUE;
}

static gboolean
on_ticket (AnjAgent1 *service,
           GDBusMethodInvocation *invocation,
           const char *region,
           const char *number,
           GVariant *follow,
           FakeAgent *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = g_bytes_new_static ("{\"text\":\"Senin.\"}", 17);
  g_autoptr (GBytes) sealed = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize n_bytes;
  const guint8 *key = g_variant_get_fixed_array (follow, &n_bytes, 1);

  if (self->ticket_error != NULL)
    {
      return_error (invocation, self->ticket_error);
      return TRUE;
    }
  g_assert_cmpuint (n_bytes, ==, ANJ_FOLLOW_BYTES);
  sealed = anj_answer_seal (key, region, number, answer, &self->random, &error);
  g_assert_no_error (error);
  bytes = g_memdup2 (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  if (self->tampers)
    bytes[15] ^= 1;
  anj_agent1_complete_ticket (service, invocation,
                              self->ticket_state != NULL ? self->ticket_state
                                                         : "{\"state\":\"answered\"}",
                              variant_of (bytes, g_bytes_get_size (sealed)));
  return TRUE;
}

static gboolean
on_new_connection (GDBusServer *server G_GNUC_UNUSED, GDBusConnection *connection, FakeAgent *self)
{
  g_autoptr (GError) error = NULL;
  AnjAgent1 *service = anj_agent1_skeleton_new ();

  g_signal_connect (service, "handle-config", G_CALLBACK (on_config), self);
  g_signal_connect (service, "handle-painted", G_CALLBACK (on_painted), self);
  g_signal_connect (service, "handle-status", G_CALLBACK (on_status), self);
  g_signal_connect (service, "handle-open", G_CALLBACK (on_open), self);
  g_signal_connect (service, "handle-reserve", G_CALLBACK (on_reserve), self);
  g_signal_connect (service, "handle-submit", G_CALLBACK (on_submit), self);
  g_signal_connect (service, "handle-ticket", G_CALLBACK (on_ticket), self);
  g_signal_connect (service, "handle-open-device", G_CALLBACK (on_open_device), self);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (service), connection, OBJECT_PATH,
                                    &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->services, service);
  return TRUE;
}

FakeAgent *
fake_agent_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *guid = g_dbus_generate_guid ();
  g_autofree char *address = NULL;
  FakeAgent *self = g_new0 (FakeAgent, 1);

  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->random = (AnjRandom){ fill, self };
  self->clock = (AnjClock){ now_us, now_us, NULL };
  self->has_cache = TRUE;
  self->has_intake = TRUE;
  self->services = g_ptr_array_new_with_free_func (g_object_unref);
  fake_recipient_init (&self->intake, "intake");
  fake_recipient_init (&self->sensitive, "sensitive");
  fake_recipient_init (&self->recovery, "recovery");

  self->folder = g_dir_make_tmp ("anj-session-XXXXXX", &error);
  g_assert_no_error (error);
  self->socket_path = g_build_filename (self->folder, "agent.sock", NULL);
  address = g_strconcat ("unix:path=", self->socket_path, NULL);
  self->server = g_dbus_server_new_sync (address, G_DBUS_SERVER_FLAGS_NONE, guid, NULL, NULL,
                                         &error);
  g_assert_no_error (error);
  g_signal_connect (self->server, "new-connection", G_CALLBACK (on_new_connection), self);
  g_dbus_server_start (self->server);
  return self;
}

void
fake_agent_free (FakeAgent *self)
{
  fake_agent_hang_up (self);
  g_dbus_server_stop (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->services);
  g_unlink (self->socket_path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  fake_recipient_clear (&self->intake);
  fake_recipient_clear (&self->sensitive);
  fake_recipient_clear (&self->recovery);
  g_clear_pointer (&self->header, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_ptr_array_unref (self->attachments);
  g_free (self->first_header);
  g_free (self->reserved_kind);
  g_free (self->socket_path);
  g_free (self->folder);
  g_free (self);
}

void
fake_agent_emit_config_changed (FakeAgent *self)
{
  for (guint i = 0; i < self->services->len; i++)
    anj_agent1_emit_config_changed (g_ptr_array_index (self->services, i));
}

void
fake_agent_emit_status_changed (FakeAgent *self)
{
  self->n_status++;
  for (guint i = 0; i < self->services->len; i++)
    anj_agent1_emit_status_changed (g_ptr_array_index (self->services, i));
}

void
fake_agent_hang_up (FakeAgent *self)
{
  for (guint i = 0; i < self->services->len; i++)
    {
      GDBusInterfaceSkeleton *service = g_ptr_array_index (self->services, i);
      GDBusConnection *connection = g_dbus_interface_skeleton_get_connection (service);

      if (connection != NULL)
        g_dbus_connection_close_sync (connection, NULL, NULL);
    }
}
