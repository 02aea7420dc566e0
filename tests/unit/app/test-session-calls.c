/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <unistd.h>

#include "app/session/anj-attachment.h"
#include "app/session/anj-session.h"
#include "core/anj-cms.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-ticket-number.h"
#include "session-fake-agent.h"

#define WORDS "Uang belum masuk"

typedef struct
{
  FakeAgent *agent;
  AnjSession *session;
  guint n_closed, n_config_changed;
} Fixture;

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out_result = user_data;

  g_assert_null (*out_result); /* never twice */
  *out_result = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  g_assert_null (*result); /* never before the start returned */
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
count (guint *counter)
{
  *counter += 1;
}

static void
open_session (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  anj_session_new_async (fixture->agent->socket_path, &fixture->agent->clock,
                         &fixture->agent->random, NULL, on_done, &result);
  wait_for (&result);
  fixture->session = anj_session_new_finish (result, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (fixture->session, "closed", G_CALLBACK (count), &fixture->n_closed);
  g_signal_connect_swapped (fixture->session, "config-changed", G_CALLBACK (count),
                            &fixture->n_config_changed);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->agent = fake_agent_new ();
  open_session (fixture);
}

static void
set_up_without_cache (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->agent = fake_agent_new ();
  fixture->agent->has_cache = FALSE;
  open_session (fixture);
}

static void
set_up_without_intake (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->agent = fake_agent_new ();
  fixture->agent->has_intake = FALSE;
  open_session (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  while (g_main_context_iteration (NULL, FALSE))
    ; /* answers on their way hold the session */
  g_assert_finalize_object (fixture->session);
  fake_agent_free (fixture->agent);
}

static JsonObject *
look_up (Fixture *fixture, const char *nik, const char *no_kk, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anj_session_look_up_async (fixture->session, nik, no_kk, NULL, on_done, &result);
  wait_for (&result);
  return anj_session_look_up_finish (fixture->session, result, error);
}

static JsonObject *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonObject *object = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return object;
}

static AnjTicket *
send_with (Fixture *fixture,
           const char *kind,
           const char *text,
           GPtrArray *attachments,
           GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonObject) body = parse (text);

  anj_session_send_async (fixture->session, kind, body, attachments, NULL, on_done, &result);
  wait_for (&result);
  return anj_session_send_finish (fixture->session, result, error);
}

static AnjTicket *
send_body (Fixture *fixture, const char *kind, const char *text, GError **error)
{
  return send_with (fixture, kind, text, /* attachments */ NULL, error);
}

static JsonObject *
follow (Fixture *fixture, const char *number, const char *pin, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anj_session_follow_async (fixture->session, FAKE_REGION, number, pin, NULL, on_done, &result);
  wait_for (&result);
  return anj_session_follow_finish (fixture->session, result, error);
}

/* looking up */

static void
test_found (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = look_up (fixture, FAKE_NIK, FAKE_KK, &error);

  g_assert_no_error (error);
  g_assert_true (anj_json_get_bool (document, "found", FALSE));
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (document, "household"), "no_kk", ""),
                   ==, "3509********0001");
  g_assert_cmpstr (anj_json_get_string (document, "last_viewed", ""), ==, "2026-11-20");
}

static void
test_viewer (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) named = NULL;
  g_autoptr (JsonObject) unnamed = look_up (fixture, FAKE_NIK, FAKE_KK, &error);

  fixture->agent->viewer = "m-7";
  named = look_up (fixture, FAKE_NIK, FAKE_KK, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (anj_json_get_string (named, "viewer", ""), ==, "m-7");
  g_assert_false (json_object_has_member (unnamed, "viewer"));
}

static void
test_miss (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = look_up (fixture, FAKE_NIK, "3509010101100002", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (json_object_get_size (document), ==, 1);
  g_assert_false (anj_json_get_bool (document, "found", TRUE));
}

static void
test_tampered (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->agent->tampers = TRUE;
  g_assert_null (look_up (fixture, FAKE_NIK, FAKE_KK, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INTERNAL);
  g_assert_true (g_str_has_prefix (error->message, "record-damaged"));
}

static void
test_throttled (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->agent->open_error = "Throttled throttled 5";
  fixture->agent->n_open_errors = 1;
  g_assert_null (look_up (fixture, FAKE_NIK, FAKE_KK, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_THROTTLED);
  g_assert_cmpuint (anj_session_error_delay_ms (error), ==, 5000);
  g_assert_cmpstr (error->message, ==, "throttled 5");
}

static void
test_short_number (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look_up (fixture, "350901", FAKE_KK, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID);
  g_assert_cmpuint (fixture->agent->n_open, ==, 0);
}

static void
test_not_synced (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;

  g_assert_null (look_up (fixture, FAKE_NIK, FAKE_KK, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_UNAVAILABLE);
  g_assert_cmpuint (fixture->agent->n_open, ==, 0);

  g_clear_error (&error);
  fixture->agent->has_cache = TRUE;
  document = look_up (fixture, FAKE_NIK, FAKE_KK, &error);
  g_assert_no_error (error);
  g_assert_true (anj_json_get_bool (document, "found", FALSE));
}

static void
test_new_generation (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = look_up (fixture, FAKE_NIK, FAKE_KK, &error);
  JsonObject *config = anj_session_get_config (fixture->session);

  g_assert_cmpuint (fixture->agent->n_config, ==, 1);
  fake_agent_emit_config_changed (fixture->agent);
  while (fixture->n_config_changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&document, json_object_unref);
  document = look_up (fixture, FAKE_NIK, FAKE_KK, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->agent->n_config, ==, 2);
  g_assert_true (anj_session_get_config (fixture->session) == config);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  anj_session_look_up_async (fixture->session, FAKE_NIK, FAKE_KK, cancellable, on_done, &result);
  g_cancellable_cancel (cancellable);
  wait_for (&result);
  g_assert_null (anj_session_look_up_finish (fixture->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* sending */

#define COMPLAINT(category, name)                                                                  \
  "{\"category\":\"" category "\",\"text\":\"" WORDS "\",\"secret\":false," name "}"
#define NAMED "\"anonymous\":false,\"nik\":\"" FAKE_NIK "\""
#define NAMELESS "\"anonymous\":true"

static gboolean
opens (FakeAgent *agent, const FakeRecipient *recipient, guint8 *out_follow)
{
  g_autoptr (GBytes) body = anj_payload_open (agent->payload, agent->header, recipient->cert,
                                              recipient->key, out_follow, /* error */ NULL);
  g_autoptr (JsonObject) object = body != NULL ? anj_json_parse_object (body, NULL) : NULL;

  if (object == NULL)
    return FALSE;
  g_assert_cmpstr (anj_json_get_string (object, "text", ""), ==, WORDS);
  return TRUE;
}

static void
test_sealed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  FakeAgent *agent = fixture->agent;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket)
      ticket = send_body (fixture, "complaint", COMPLAINT ("tidak-cair", NAMED), &error);
  g_autoptr (AnjHeader) header = NULL;
  g_autofree char *follow_hash = NULL;
  guint8 sealed_follow[ANJ_FOLLOW_BYTES], pin_follow[ANJ_FOLLOW_BYTES];

  g_assert_no_error (error);
  g_assert_cmpstr (agent->reserved_kind, ==, "complaint");
  header = anj_header_parse (agent->header, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (header->number, ==, ticket->number);
  g_assert_cmpstr (header->category, ==, "tidak-cair");
  g_assert_cmpstr (header->submitted, ==, "2026-11-22T00:00:00Z");
  g_assert_true (opens (agent, &agent->intake, sealed_follow));
  g_assert_true (opens (agent, &agent->recovery, sealed_follow));
  g_assert_false (opens (agent, &agent->sensitive, pin_follow));

  g_assert_cmpuint (strlen (ticket->pin), ==, 6);
  g_assert_true (anj_kdf_follow (ticket->pin, ticket->region, ticket->number, pin_follow, &error));
  g_assert_cmpmem (pin_follow, ANJ_FOLLOW_BYTES, sealed_follow, ANJ_FOLLOW_BYTES);
  follow_hash = anj_sha256_hex (pin_follow, ANJ_FOLLOW_BYTES);
  g_assert_cmpstr (header->follow_hash, ==, follow_hash);
}

static void
test_sensitive (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  FakeAgent *agent = fixture->agent;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket)
      ticket = send_body (fixture, "complaint", COMPLAINT ("petugas-pungutan", NAMED), &error);
  g_autoptr (AnjHeader) header = NULL;
  guint8 sealed_follow[ANJ_FOLLOW_BYTES];

  g_assert_no_error (error);
  header = anj_header_parse (agent->header, &error);
  g_assert_true (header->sensitive);
  g_assert_false (opens (agent, &agent->intake, sealed_follow));
  g_assert_true (opens (agent, &agent->sensitive, sealed_follow));
  g_assert_true (opens (agent, &agent->recovery, sealed_follow));
}

static void
test_anonymous (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  FakeAgent *agent = fixture->agent;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = look_up (fixture, FAKE_NIK, FAKE_KK, &error);
  g_autoptr (AnjTicket)
      ticket = send_body (fixture, "complaint", COMPLAINT ("tidak-cair", NAMELESS), &error);
  g_autoptr (AnjHeader) header = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (agent->reserved_kind, ==, "complaint:anonymous");
  g_assert_cmpuint (agent->services->len, ==, 2); /* not over the connection of the look-up */
  g_assert_cmpuint (agent->reserve_service, ==, 1);
  header = anj_header_parse (agent->header, &error);
  g_assert_no_error (error);
  g_assert_true (header->anonymous);
  g_assert_cmpstr (header->submitted, ==, "2026-11-22");
}

static int
open_device (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  anj_session_open_device_async (fixture->session, "printer", NULL, on_done, &result);
  wait_for (&result);
  return anj_session_open_device_finish (fixture->session, result, error);
}

static void
test_slip (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  FakeAgent *agent = fixture->agent;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = look_up (fixture, FAKE_NIK, FAKE_KK, &error);
  g_autoptr (AnjTicket) ticket = NULL;
  int fd;

  agent->device_fd = STDERR_FILENO;
  fd = open_device (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (agent->device_service, ==, 0); /* of the result: where it was looked up */
  close (fd);
  ticket = send_body (fixture, "complaint", COMPLAINT ("tidak-cair", NAMELESS), &error);
  fd = open_device (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (agent->device_service, ==, 1); /* of the case: where it was sent */
  close (fd);
  agent->device_error = "Unavailable printer-paper";
  g_assert_cmpint (open_device (fixture, &error), ==, -1);
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_NO_PAPER);
}

#define NOTE(number) "{\"about\":\"" FAKE_REGION "/" number "\",\"text\":\"" WORDS "\"}"

/* what was said of an official must not reach the intake by what is added later, nor when */
static void
test_note (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  FakeAgent *agent = fixture->agent;
  g_autofree char *number = anj_ticket_number_format (7);
  g_autofree char *body = g_strdup_printf (NOTE ("%s"), number);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) followed = NULL;
  g_autoptr (AnjTicket) ticket = NULL;
  g_autoptr (AnjHeader) header = NULL;
  guint8 sealed_follow[ANJ_FOLLOW_BYTES];

  agent->ticket_state =
      "{\"state\":\"received\",\"category\":\"petugas-pungutan\",\"submitted\":\"2026-11-20\"}";
  followed = follow (fixture, number, "123456", &error);
  g_assert_no_error (error);
  ticket = send_body (fixture, "note", body, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (agent->reserved_kind, ==, "note:anonymous");
  g_assert_cmpuint (agent->reserve_service, ==, 1); /* not over the connection that followed */
  header = anj_header_parse (agent->header, &error);
  g_assert_no_error (error);
  g_assert_true (header->sensitive && header->anonymous);
  g_assert_cmpstr (header->category, ==, "petugas-pungutan");
  g_assert_cmpstr (header->submitted, ==, "2026-11-22");
  g_assert_false (opens (agent, &agent->intake, sealed_follow));
  g_assert_true (opens (agent, &agent->sensitive, sealed_follow));
}

static void
test_note_about_another (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  FakeAgent *agent = fixture->agent;
  g_autofree char *number = anj_ticket_number_format (7);
  g_autofree char *other = anj_ticket_number_format (8);
  g_autofree char *body = g_strdup_printf (NOTE ("%s"), other);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) followed = NULL;
  g_autoptr (AnjTicket) ticket = NULL;

  agent->ticket_state = "{\"state\":\"received\",\"submitted\":\"2026-11-20\"}";
  followed = follow (fixture, number, "123456", &error);
  ticket = send_body (fixture, "note", body, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (agent->reserved_kind, ==, "note");
}

static void
check_sensitive_note (Fixture *fixture)
{
  FakeAgent *agent = fixture->agent;
  g_autofree char *number = anj_ticket_number_format (7);
  g_autofree char *body = g_strdup_printf (NOTE ("%s"), number);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) followed = NULL;
  g_autoptr (AnjTicket) ticket = NULL;
  guint8 sealed_follow[ANJ_FOLLOW_BYTES];

  agent->ticket_state = "{\"state\":\"received\",\"kind\":\"referral\",\"category\":\"\","
                        "\"submitted\":\"2026-11-20T08:00:00Z\"}";
  followed = follow (fixture, number, "123456", &error);
  g_assert_no_error (error);
  ticket = send_body (fixture, "note", body, &error);
  g_assert_no_error (error);
  g_assert_false (opens (agent, &agent->intake, sealed_follow));
  g_assert_true (opens (agent, &agent->sensitive, sealed_follow));
}

static void
test_referral (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char body[] = "{\"nik\":\"" FAKE_NIK "\",\"no_kk\":\"" FAKE_KK
                             "\",\"programme\":\"UPT-PSBR\",\"member\":\"m-1\",\"reason\":\"" WORDS
                             "\"}";
  FakeAgent *agent = fixture->agent;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket) ticket = send_body (fixture, "referral", body, &error);
  g_autoptr (AnjHeader) header = NULL;
  const AnjRecipientName *office;

  g_assert_no_error (error);
  header = anj_header_parse (agent->header, &error);
  g_assert_no_error (error);
  g_assert_true (header->sensitive);
  office = header->recipients->pdata[0];
  g_assert_cmpstr (office->role, ==, "sensitive");
  g_assert_cmpuint (header->recipients->len, ==, 2);
  check_sensitive_note (fixture);
}

static void
test_feedback (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  FakeAgent *agent = fixture->agent;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = look_up (fixture, FAKE_NIK, FAKE_KK, &error);
  g_autoptr (AnjTicket) ticket = send_body (fixture, "feedback", "{\"rating\":1}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (agent->reserved_kind, ==, "feedback:anonymous");
  g_assert_cmpuint (agent->reserve_service, ==, 1);
}

static void
test_retry (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  FakeAgent *agent = fixture->agent;
  const char *body = COMPLAINT ("tidak-cair", NAMED);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket) ticket = NULL;
  g_autoptr (GBytes) first = NULL;

  agent->submit_error = "Full disk-full";
  agent->n_submit_errors = 1;
  g_assert_null (send_body (fixture, "complaint", body, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_FULL);
  first = g_bytes_ref (agent->payload);

  g_clear_error (&error);
  ticket = send_body (fixture, "complaint", body, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (agent->n_reserve, ==, 1);
  g_assert_cmpuint (agent->n_submit, ==, 2);
  g_assert_true (g_bytes_equal (first, agent->payload));
  g_assert_cmpmem (agent->first_header, strlen (agent->first_header),
                   g_bytes_get_data (agent->header, NULL), g_bytes_get_size (agent->header));
}

static void
test_other_words (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket) ticket = NULL;

  fixture->agent->submit_error = "Full disk-full";
  fixture->agent->n_submit_errors = 1;
  g_assert_null (send_body (fixture, "complaint", COMPLAINT ("petugas-pungutan", NAMED), &error));
  g_clear_error (&error);
  ticket = send_body (fixture, "complaint", COMPLAINT ("tidak-cair", NAMED), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->agent->n_reserve, ==, 2);
}

/* one grey pixel */
#define JPEG                                                                                       \
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+A"                   \
  "jIqgtObDoKrarYqMyP/L2u71////m8H////6/+b9//j/wAALCAABAAEBAREA/8QAFAABAAAAAAAA"                   \
  "AAAAAAAAAAAABP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AA//Z"

/* (element-type AnjAttachment): @n_photos times the same */
static GPtrArray *
make_photos (guint n_photos)
{
  GPtrArray *photos = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_unref);
  gsize n_bytes;
  guint8 *data = g_base64_decode (JPEG, &n_bytes);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, n_bytes);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_photos; i++)
    {
      g_ptr_array_add (photos, anj_attachment_new (bytes, ANJ_ATTACHMENT_JPEG, &error));
      g_assert_no_error (error);
    }
  return photos;
}

static void
assert_photo (const FakeAgent *agent, const FakeRecipient *recipient, GPtrArray *photos)
{
  g_autoptr (AnjHeader) header = anj_header_parse (agent->header, NULL);
  JsonObject *entry = anj_json_array_get_object (header->attachments, 0);
  GBytes *sealed = agent->attachments->pdata[0];
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sealed);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = anj_cms_decrypt (sealed, recipient->cert, recipient->key, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (plain, anj_attachment_get_bytes (photos->pdata[0])));
  g_assert_cmpuint (json_array_get_length (header->attachments), ==, 1);
  g_assert_cmpstr (anj_json_get_string (entry, "sha256", ""), ==, hash);
  g_assert_cmpstr (anj_json_get_string (entry, "type", ""), ==, "image/jpeg");
  g_assert_cmpint (anj_json_get_int (entry, "bytes", 0), ==, g_bytes_get_size (sealed));
}

static void
test_photo (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  FakeAgent *agent = fixture->agent;
  const char *body = COMPLAINT ("tidak-cair", NAMED);
  g_autoptr (GPtrArray) photos = make_photos (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket) ticket = NULL;
  g_autoptr (GBytes) first = NULL;

  agent->submit_error = "Full disk-full";
  agent->n_submit_errors = 1;
  g_assert_null (send_with (fixture, "complaint", body, photos, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_FULL);
  assert_photo (agent, &agent->intake, photos);
  assert_photo (agent, &agent->recovery, photos);
  first = g_bytes_new (g_bytes_get_data (agent->attachments->pdata[0], NULL),
                       g_bytes_get_size (agent->attachments->pdata[0]));

  g_clear_error (&error);
  ticket = send_with (fixture, "complaint", body, photos, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (agent->n_reserve, ==, 1);
  g_assert_true (g_bytes_equal (first, agent->attachments->pdata[0]));
}

/* the same words with a photo are another case; two photos are more than the village takes */
static void
test_photo_counts (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *body = COMPLAINT ("tidak-cair", NAMED);
  g_autoptr (GPtrArray) one = make_photos (1);
  g_autoptr (GPtrArray) two = make_photos (2);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket) ticket = NULL;

  g_assert_null (send_with (fixture, "complaint", body, two, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, "attachments-too-many"));
  g_assert_cmpuint (fixture->agent->n_reserve, ==, 0);
  g_clear_error (&error);
  fixture->agent->submit_error = "Full disk-full";
  fixture->agent->n_submit_errors = 1;
  g_assert_null (send_body (fixture, "complaint", body, &error));
  g_clear_error (&error);
  ticket = send_with (fixture, "complaint", body, one, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->agent->n_reserve, ==, 2);
  g_assert_cmpuint (fixture->agent->attachments->len, ==, 1);
}

typedef struct
{
  const char *kind;
  const char *body;
  const char *place;
} Refusal;

static const Refusal refusals[] = {
  { "complaint", COMPLAINT ("tidak-ada", NAMED), "category" },
  { "complaint", "{\"category\":\"tidak-cair\",\"anonymous\":false,\"secret\":false}", "text" },
  { "complaint",
    "{\"category\":\"tidak-cair\",\"text\":\"x\",\"anonymous\":true,\"secret\":false,"
    "\"nik\":\"" FAKE_NIK "\"}",
    "nik" },
  { "complaint",
    "{\"category\":\"tidak-cair\",\"text\":\"x\",\"anonymous\":true,\"secret\":false,"
    "\"no_kk\":\"" FAKE_KK "\"}",
    "no_kk" },
  { "complaint", COMPLAINT ("tidak-cair", "\"anonymous\":false"), "/nik" },
  { "complaint", COMPLAINT ("tidak-cair", "\"anonymous\":false,\"no_kk\":\"" FAKE_KK "\""),
    "/nik" },
  { "poem", "{}", "poem" },
  { "../schema/header", "{}", "kind" },
};

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (send_body (fixture, refusal->kind, refusal->body, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, refusal->place));
  g_assert_cmpuint (fixture->agent->n_reserve, ==, 0);
}

static void
test_no_recipient (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (send_body (fixture, "complaint", COMPLAINT ("tidak-cair", NAMED), &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "intake"));
  g_assert_cmpuint (fixture->agent->n_reserve, ==, 0);
}

/* following */

static void
test_answer (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket)
      ticket = send_body (fixture, "complaint", COMPLAINT ("tidak-cair", NAMED), &error);
  g_autofree char *written = g_ascii_strdown (ticket->number, -1);
  g_autoptr (JsonObject) followed = follow (fixture, written, ticket->pin, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (anj_json_get_string (followed, "number", ""), ==, ticket->number);
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (followed, "state"), "state", ""), ==,
                   "answered");
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (followed, "answer"), "text", ""), ==,
                   "Senin.");
}

static void
test_damaged_answer (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket)
      ticket = send_body (fixture, "complaint", COMPLAINT ("tidak-cair", NAMED), &error);
  g_autoptr (JsonObject) followed = NULL;

  fixture->agent->tampers = TRUE;
  followed = follow (fixture, ticket->number, ticket->pin, &error);
  g_assert_no_error (error);
  g_assert_true (json_object_get_null_member (followed, "answer"));
  g_assert_true (anj_json_get_bool (followed, "answer_damaged", FALSE));
}

static void
test_wrong_pin (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTicket)
      ticket = send_body (fixture, "complaint", COMPLAINT ("tidak-cair", NAMED), &error);

  fixture->agent->ticket_error = "Invalid ticket-unknown";
  g_assert_null (follow (fixture, ticket->number, "000000", &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (follow (fixture, ticket->number, "12345", &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (follow (fixture, "AAA-2222-2", "123456", &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID);
}

/* the agent */

static void
test_closed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fake_agent_hang_up (fixture->agent);
  while (fixture->n_closed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (look_up (fixture, FAKE_NIK, FAKE_KK, &error));
  g_assert_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_UNAVAILABLE);
}

#define ADD(path, func) g_test_add ("/session/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("look-up/opens-the-record", test_found);
  ADD ("look-up/says-who-looked", test_viewer);
  ADD ("look-up/a-miss-says-nothing-more", test_miss);
  ADD ("look-up/a-tampered-record-is-refused", test_tampered);
  ADD ("look-up/throttling-tells-the-delay", test_throttled);
  ADD ("look-up/a-short-number-never-leaves", test_short_number);
  ADD ("look-up/a-new-generation-is-followed-with-the-old-texts", test_new_generation);
  ADD ("look-up/can-be-cancelled", test_cancelled);
  g_test_add ("/session/look-up/waits-for-the-first-sync", Fixture, NULL, set_up_without_cache,
              test_not_synced, tear_down);
  ADD ("send/is-sealed-to-intake-and-recovery", test_sealed);
  ADD ("send/a-sensitive-case-goes-past-the-intake", test_sensitive);
  ADD ("send/a-note-goes-where-its-case-went", test_note);
  ADD ("send/a-note-takes-nothing-from-another-case", test_note_about_another);
  ADD ("send/a-referral-and-notes-about-it-go-past-the-intake", test_referral);
  ADD ("send/a-rating-belongs-to-nobody", test_feedback);
  ADD ("send/an-anonymous-case-is-not-tied-to-the-look-up", test_anonymous);
  ADD ("send/a slip is asked for where its case was sent", test_slip);
  ADD ("send/a-retry-sends-the-same-bytes", test_retry);
  ADD ("send/other-words-are-another-case", test_other_words);
  ADD ("send/a-photo-is-sealed-like-the-words", test_photo);
  ADD ("send/photos-make-another-case-and-are-counted", test_photo_counts);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/session/send/names-the-wrong-place/%zu", i);

      g_test_add (path, Fixture, &refusals[i], set_up, test_refused, tear_down);
    }
  g_test_add ("/session/send/a-missing-recipient-is-noticed-first", Fixture, NULL,
              set_up_without_intake, test_no_recipient, tear_down);
  ADD ("follow/opens-the-answer", test_answer);
  ADD ("follow/a-damaged-answer-keeps-the-state", test_damaged_answer);
  ADD ("follow/a-wrong-pin-is-not-found", test_wrong_pin);
  ADD ("agent/its-end-is-told", test_closed);
  return g_test_run ();
}
