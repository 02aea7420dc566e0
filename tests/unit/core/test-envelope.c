/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Known answers: docs/derivations.md. */

#include "core/anj-envelope.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "test-pki.h"

#define VILLAGE "35.09.01.2001"
#define NUMBER "FTB-2738-5"
#define FOLLOW "09e3d1b48bd1031c2e8f6ab466938889398e99f54508f44b63438a164b313d0e"
#define FOLLOW_HASH "9a9dfa075e8cbee2fbe1245438415b08062145f41d038df3c9027843de020589"
#define AB4 "abababab"
#define CD4 "cdcdcdcd"
#define AB32 AB4 AB4 AB4 AB4 AB4 AB4 AB4 AB4
#define CD32 CD4 CD4 CD4 CD4 CD4 CD4 CD4 CD4
#define HEADER                                                                                     \
  "{\"id\":\"019aa8f3-1c00-7a1b-8c2d-3e4f5a6b7c8d\",\"region\":\"" VILLAGE                         \
  "\",\"number\":\"" NUMBER "\",\"kind\":\"complaint\",\"category\":\"tidak-cair\","               \
  "\"programme\":\"PKH\",\"sensitive\":false,\"anonymous\":false,"                                 \
  "\"submitted\":\"2026-11-22T02:15:36Z\",\"follow_hash\":\"" FOLLOW_HASH                          \
  "\",\"recipients\":[{\"role\":\"intake\",\"fingerprint\":\"" AB32                                \
  "\"},{\"role\":\"recovery\",\"fingerprint\":\"" CD32 "\"}],\"attachments\":[]}"
#define BODY                                                                                       \
  "{\"category\":\"tidak-cair\",\"text\":\"Bantuan belum masuk\",\"anonymous\":false,"             \
  "\"secret\":false}"
#define PLAIN                                                                                      \
  "{\"header_sha256\":\"4a6d3393a15b9531c9e4edcc36f762f4e39ab9c56342e0613e7012732456f7d7\","       \
  "\"body\":" BODY ",\"follow\":\"" FOLLOW "\"}"
#define LINK_HASH "54f9df987d5eeeb454130068e4a2fd600d3e5e08cf6134c84c0021b552a8fe5b"

static void
fill_counting (gpointer user_data G_GNUC_UNUSED, guint8 *out, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    out[i] = (guint8) (0xa0 + i);
}

static const AnjRandom counting = { fill_counting, NULL };

static void
fill_follow (guint8 follow[ANJ_FOLLOW_BYTES])
{
  g_assert_true (anj_hex_decode (FOLLOW, follow, ANJ_FOLLOW_BYTES));
}

static void
test_header_round_trip (void)
{
  g_autoptr (GBytes) bytes = test_bytes (HEADER);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHeader) header = anj_header_parse (bytes, &error);
  g_autoptr (GBytes) again = NULL;
  const AnjRecipientName *recipient;

  g_assert_no_error (error);
  g_assert_cmpstr (header->number, ==, NUMBER);
  g_assert_cmpstr (header->programme, ==, "PKH");
  g_assert_false (header->anonymous);
  g_assert_cmpuint (header->recipients->len, ==, 2);
  recipient = g_ptr_array_index (header->recipients, 1);
  g_assert_cmpstr (recipient->role, ==, "recovery");
  g_assert_cmpstr (recipient->fingerprint, ==, CD32);

  again = anj_header_to_bytes (header);
  g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), HEADER,
                   strlen (HEADER));
}

/* HEADER with the first @from replaced by @to */
static char *
changed_header (const char *from, const char *to)
{
  const char *at = strstr (HEADER, from);
  g_autofree char *front = NULL;

  g_assert_nonnull (at);
  front = g_strndup (HEADER, (gsize) (at - HEADER));
  return g_strconcat (front, to, at + strlen (from), NULL);
}

static void
test_header_fields (void)
{
  static const struct
  {
    const char *from, *to, *named;
  } cases[] = {
    { "-7a1b-", "-4a1b-", "id" },
    { "-8c2d-", "-0c2d-", "id" },
    { "019aa8f3", "019AA8F3", "id" },
    { VILLAGE, "35.09.01", "region" },
    { NUMBER, "FTB-2738-6", "number" },
    { NUMBER, "FTB27385", "number" },
    { "complaint", "insult", "kind" },
    { "tidak-cair", "", "category" },
    { "tidak-cair", "Tidak Cair", "category" },
    { "\"PKH\"", "\"p k h\"", "programme" },
    { "\"PKH\"", "7", "programme" },
    { "\"sensitive\":false", "\"sensitive\":0", "sensitive" },
    { "2026-11-22T02:15:36Z", "2026-11-22", "submitted" },
    { "2026-11-22T02:15:36Z", "2026-11-22T02:15:36.5Z", "submitted" },
    { "2026-11-22T02:15:36Z", "2026-02-30T02:15:36Z", "submitted" },
    { FOLLOW_HASH, "9a", "follow_hash" },
    { "[{\"role\"", "[7,{\"role\"", "recipients" },
    { "\"intake\"", "\"In take\"", "role" },
    { AB32, "ab", "fingerprint" },
    { "\"role\"", "\"extra\":1,\"role\"", "extra" },
    { "\"attachments\":[]", "\"attachments\":[{}]", "sha256" },
    { "\"attachments\":[]", "\"attachments\":{}", "attachments" },
    { "\"attachments\":[]",
      "\"attachments\":[{\"sha256\":\"" CD32 "\",\"bytes\":1,\"type\":\"a/b\"},"
      "{\"sha256\":\"" CD32 "\",\"bytes\":2,\"type\":\"a/b\"}]",
      "twice" },
    { "\"id\"", "\"nik\":\"3509015403839001\",\"id\"", "nik" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = changed_header (cases[i].from, cases[i].to);
      g_autoptr (GBytes) bytes = test_bytes (text);
      g_autoptr (GError) error = NULL;

      g_assert_null (anj_header_parse (bytes, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].named));
    }
}

/* an anonymous case has a random id and tells its day alone */
static void
test_header_anonymous (void)
{
  g_autoptr (GBytes) bytes = test_bytes (HEADER);
  g_autoptr (AnjHeader) header = anj_header_parse (bytes, NULL);
  g_autoptr (GBytes) good = NULL, with_time = NULL, with_v7 = NULL;
  g_autoptr (AnjHeader) parsed = NULL;
  g_autofree char *v7 = g_strdup (header->id);

  header->anonymous = TRUE;
  g_free (header->id);
  header->id = anj_uuid_v4 (&counting);
  with_time = anj_header_to_bytes (header);
  g_assert_null (anj_header_parse (with_time, NULL));

  header->submitted[strlen ("2026-11-22")] = '\0';
  good = anj_header_to_bytes (header);
  parsed = anj_header_parse (good, NULL);
  g_assert_nonnull (parsed);
  g_assert_true (parsed->anonymous);

  g_free (header->id);
  header->id = g_steal_pointer (&v7);
  with_v7 = anj_header_to_bytes (header);
  g_assert_null (anj_header_parse (with_v7, NULL));
}

typedef struct
{
  TestIdentity *intake;
  GPtrArray *recipients;
  GBytes *header;
  GBytes *payload;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) body = test_bytes (BODY);
  g_autoptr (GError) error = NULL;
  guint8 follow[ANJ_FOLLOW_BYTES];

  fill_follow (follow);
  fixture->intake = test_identity_new (ANJ_CERT_RECIPIENT, "intake", NULL);
  fixture->recipients = g_ptr_array_new ();
  g_ptr_array_add (fixture->recipients, fixture->intake->cert);
  fixture->header = test_bytes (HEADER);
  fixture->payload = anj_payload_seal (fixture->header, body, follow, fixture->recipients, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  test_identity_free (fixture->intake);
  g_ptr_array_unref (fixture->recipients);
  g_bytes_unref (fixture->header);
  g_bytes_unref (fixture->payload);
}

static void
test_payload_round_trip (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL, plain = NULL;
  guint8 follow[ANJ_FOLLOW_BYTES], expected[ANJ_FOLLOW_BYTES];

  body = anj_payload_open (fixture->payload, fixture->header, fixture->intake->cert,
                           fixture->intake->key, follow, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), BODY, strlen (BODY));
  fill_follow (expected);
  g_assert_cmpmem (follow, sizeof follow, expected, sizeof expected);

  plain = anj_cms_decrypt (fixture->payload, fixture->intake->cert, fixture->intake->key, NULL);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), PLAIN, strlen (PLAIN));
}

static void
test_payload_other_header (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < g_bytes_get_size (fixture->header); i += 5)
    {
      g_autoptr (GBytes) other = test_flip (fixture->header, i, 0x01);
      g_autoptr (GError) error = NULL;
      guint8 follow[ANJ_FOLLOW_BYTES];

      g_assert_null (anj_payload_open (fixture->payload, other, fixture->intake->cert,
                                       fixture->intake->key, follow, &error));
      g_assert_true (error->domain == ANJ_ERROR);
    }
}

/* a sender cannot name another follow than the one whose hash the header carries */
static void
test_payload_other_follow (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) body = test_bytes (BODY);
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  guint8 follow[ANJ_FOLLOW_BYTES];

  fill_follow (follow);
  follow[0] ^= 1;
  payload = anj_payload_seal (fixture->header, body, follow, fixture->recipients, NULL);
  g_assert_null (anj_payload_open (payload, fixture->header, fixture->intake->cert,
                                   fixture->intake->key, follow, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
}

static void
test_payload_bad_body (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const bodies[] = { "",    "[]", "{", "{},\"body\":{}", "{\"text\":\"\xff\"}",
                                        "null" };
  guint8 follow[ANJ_FOLLOW_BYTES] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) body = test_bytes (bodies[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (anj_payload_seal (fixture->header, body, follow, fixture->recipients, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
    }
}

static AnjLink *
link_new (GBytes *header, GBytes *payload, guint64 seq)
{
  AnjLink *link = g_new0 (AnjLink, 1);

  link->terminal = g_strdup ("t-0123456789ab");
  link->seq = seq;
  anj_sha256 (g_bytes_get_data (header, NULL), g_bytes_get_size (header), link->header_sha256);
  anj_sha256 (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), link->payload_sha256);
  return link;
}

static void
test_link_known_answer (void)
{
  g_autoptr (GBytes) header = test_bytes (HEADER);
  g_autoptr (GBytes) payload = test_bytes ("payload");
  g_autoptr (AnjLink) link = link_new (header, payload, 1);
  g_autoptr (AnjLink) parsed = NULL, next = link_new (header, payload, 2);
  g_autoptr (GBytes) bytes = anj_link_to_bytes (link);
  g_autoptr (GBytes) next_bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hex = NULL, *next_hex = NULL;
  guint8 hash[32];

  anj_link_hash (bytes, hash);
  hex = anj_hex_encode (hash, sizeof hash);
  g_assert_cmpstr (hex, ==, LINK_HASH);

  parsed = anj_link_parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parsed->seq, ==, 1);
  g_assert_true (anj_link_covers (parsed, header, payload));

  memcpy (next->prev, hash, sizeof hash);
  next_bytes = anj_link_to_bytes (next);
  anj_link_hash (next_bytes, hash);
  next_hex = anj_hex_encode (hash, sizeof hash);
  g_assert_cmpstr (next_hex, ==,
                   "91f7ab9f71b1c135c2c64a33d9a1a9be8e96aaa169bc1bc03192cdaa9213a7c9");
}

static void
test_link_flips (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjLink) link = link_new (fixture->header, fixture->payload, 1);

  for (gsize i = 0; i < g_bytes_get_size (fixture->payload); i++)
    {
      g_autoptr (GBytes) flipped = test_flip (fixture->payload, i, 0x01);

      g_assert_false (anj_link_covers (link, fixture->header, flipped));
    }
  for (gsize i = 0; i < g_bytes_get_size (fixture->header); i++)
    {
      g_autoptr (GBytes) flipped = test_flip (fixture->header, i, 0x01);

      g_assert_false (anj_link_covers (link, flipped, fixture->payload));
    }
}

static void
test_link_fields (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"terminal\":\"t-1\",\"seq\":0,\"prev\":\"" AB32 "\",\"header_sha256\":\"" AB32
    "\",\"payload_sha256\":\"" AB32 "\"}",
    "{\"terminal\":\"t-1\",\"seq\":1.5,\"prev\":\"" AB32 "\",\"header_sha256\":\"" AB32
    "\",\"payload_sha256\":\"" AB32 "\"}",
    "{\"terminal\":\"t 1\",\"seq\":1,\"prev\":\"" AB32 "\",\"header_sha256\":\"" AB32
    "\",\"payload_sha256\":\"" AB32 "\"}",
    "{\"terminal\":\"t-1\",\"seq\":1,\"prev\":\"AB\",\"header_sha256\":\"" AB32
    "\",\"payload_sha256\":\"" AB32 "\"}",
    "{\"terminal\":\"t-1\",\"seq\":1,\"prev\":\"" AB32 "\",\"header_sha256\":\"" AB32
    "\",\"payload_sha256\":\"" AB32 "\",\"more\":1}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = test_bytes (texts[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (anj_link_parse (bytes, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
    }
}

static void
test_submission (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjLink) link = link_new (fixture->header, fixture->payload, 1);
  g_autoptr (GBytes) link_bytes = anj_link_to_bytes (link);
  g_autoptr (GBytes) wire = anj_submission_to_bytes (fixture->header, link_bytes, fixture->payload);
  g_autoptr (GBytes) out_header = NULL, out_link = NULL, out_payload = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_submission_parse (wire, &out_header, &out_link, &out_payload, &error));
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (out_header, fixture->header));
  g_assert_true (g_bytes_equal (out_link, link_bytes));
  g_assert_true (g_bytes_equal (out_payload, fixture->payload));
}

static void
test_submission_nonsense (void)
{
  static const char *const texts[] = {
    "",
    "{}",
    "{\"header\":{},\"link\":\"\",\"payload\":\"AA==\"}",
    "{\"header\":\"\",\"link\":\"\",\"payload\":\"\"}",
    "{\"header\":\"\",\"link\":\"\",\"payload\":\"A\\nA==\"}",
    "{\"header\":\"\",\"link\":\"\",\"payload\":\"AB==\"}",
    "{\"header\":\"\",\"link\":\"\",\"payload\":\"AA==\",\"x\":1}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = test_bytes (texts[i]);
      g_autoptr (GError) error = NULL;
      GBytes *header = NULL, *link = NULL, *payload = NULL;

      g_assert_false (anj_submission_parse (bytes, &header, &link, &payload, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
      g_assert_true (header == NULL && link == NULL && payload == NULL);
    }
}

#define ANSWER                                                                                     \
  "{\"text\":\"Dana masuk KKS besok.\",\"state\":\"answered\",\"time\":\"2026-11-22T08:00:00Z\","  \
  "\"role\":\"intake\"}"

static void
test_answer (void)
{
  g_autoptr (GBytes) answer = test_bytes (ANSWER);
  g_autoptr (GBytes) sealed = NULL, opened = NULL;
  g_autofree char *hex = NULL;
  guint8 follow[ANJ_FOLLOW_BYTES];

  fill_follow (follow);
  sealed = anj_answer_seal (follow, VILLAGE, NUMBER, answer, &counting, NULL);
  hex = anj_hex_encode (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  g_assert_cmpstr (hex, ==,
                   "a0a1a2a3a4a5a6a7a8a9aaab92d1fceb255a4aca9ae6c403ae889b009342aaeac3ae14ff7ec45e"
                   "782bfa201bb1f817e5e8dfdb49f0a6f0630b444d5047f9df6af9671718ecf39ba589abaeaca2cb"
                   "c4cef3cb2ebc9f6ce10acef6f02a225ee3c3b0f9650ddad8f7ee6c7854d897a6965571279ceabd"
                   "e8deb200883e600f");
  opened = anj_answer_open (follow, VILLAGE, NUMBER, sealed, NULL);
  g_assert_true (g_bytes_equal (opened, answer));

  g_assert_null (anj_answer_open (follow, VILLAGE, "AAA-2222-5", sealed, NULL));
  g_assert_null (anj_answer_open (follow, "35.09.01.2002", NUMBER, sealed, NULL));
  follow[0] ^= 1;
  g_assert_null (anj_answer_open (follow, VILLAGE, NUMBER, sealed, NULL));
}

static void
test_uuid (void)
{
  g_autofree char *v7 = anj_uuid_v7 (G_GINT64_CONSTANT (1645557742000) * 1000, &counting);
  g_autofree char *v4 = anj_uuid_v4 (&counting);

  /* RFC 9562, A.6 has the same time: 017F22E2-79B0-7… */
  g_assert_cmpstr (v7, ==, "017f22e2-79b0-76a7-a8a9-aaabacadaeaf");
  g_assert_cmpstr (v4, ==, "a0a1a2a3-a4a5-46a7-a8a9-aaabacadaeaf");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/envelope/header/round-trip-is-exact", test_header_round_trip);
  g_test_add_func ("/envelope/header/each-bad-field-is-named", test_header_fields);
  g_test_add_func ("/envelope/header/anonymous-tells-only-the-day", test_header_anonymous);
  ADD ("/envelope/payload/the-officer-reads-what-was-sent", test_payload_round_trip);
  ADD ("/envelope/payload/another-header-is-refused", test_payload_other_header);
  ADD ("/envelope/payload/another-follow-is-refused", test_payload_other_follow);
  ADD ("/envelope/payload/a-body-is-one-json-object", test_payload_bad_body);
  g_test_add_func ("/envelope/link/known-answers", test_link_known_answer);
  ADD ("/envelope/link/no-flipped-bit-is-covered", test_link_flips);
  g_test_add_func ("/envelope/link/bad-fields-are-refused", test_link_fields);
  ADD ("/envelope/submission/exact-bytes-come-back", test_submission);
  g_test_add_func ("/envelope/submission/nonsense-is-refused", test_submission_nonsense);
  g_test_add_func ("/envelope/answer/known-answer-for-one-ticket-only", test_answer);
  g_test_add_func ("/envelope/uuid/versions-and-time", test_uuid);
  return g_test_run ();
}
