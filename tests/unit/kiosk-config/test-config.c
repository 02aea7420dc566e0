/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config-fixture.h"
#include "core/anj-time.h"
#include "data/anj-data.h"

#define VILLAGE "35.09.01.2001"
#define MAX_WORDS 12

typedef struct
{
  TestIdentity *ca;
  TestIdentity *signer;
  AnjConfigTrust *trust; /* in the CA */
  GBytes *source;        /* the shipped default with three recipients */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  fixture->ca = test_identity_new (ANJ_CERT_CA, "Test configuration CA", NULL);
  fixture->signer = test_identity_new (ANJ_CERT_SIGNER, "Test signer", fixture->ca);
  fixture->trust = anj_config_trust_new (fixture->ca->cert);
  fixture->source = config_default_source (1, 1);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  test_identity_free (fixture->ca);
  test_identity_free (fixture->signer);
  anj_config_trust_unref (fixture->trust);
  g_bytes_unref (fixture->source);
}

static GBytes *
sign (GBytes *source, const TestIdentity *signer)
{
  g_autoptr (GError) error = NULL;
  GBytes *der = anj_config_sign (source, signer->cert, signer->key, /* chain */ NULL, &error);

  g_assert_no_error (error);
  return der;
}

static AnjConfig *
open_signed (Fixture *fixture, GBytes *source)
{
  g_autoptr (GBytes) der = sign (source, fixture->signer);
  g_autoptr (GError) error = NULL;
  AnjConfig *config = anj_config_open (der, fixture->trust, &error);

  g_assert_no_error (error);
  return config;
}

static JsonObject *
effective_in (const AnjConfig *config, const char *region)
{
  const AnjConfigPlace place = { .region = region };

  return anj_config_effective (config, &place);
}

static void
assert_refused (JsonObject *document, const char *part)
{
  g_autoptr (GBytes) source = anj_json_object_to_bytes (document);
  g_autoptr (GError) error = NULL;

  g_assert_false (anj_config_check_source (source, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  if (strstr (error->message, part) == NULL)
    g_test_message ("\"%s\" does not name \"%s\"", error->message, part);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_default (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (AnjConfig) config = open_signed (fixture, fixture->source);
  JsonObject *document = anj_config_document (config);

  g_assert_cmpuint (anj_config_epoch (config), ==, 1);
  g_assert_cmpuint (anj_config_version (config), ==, 1);
  g_assert_cmpint (anj_config_expires_us (config), ==, G_MAXINT64);
  g_assert_cmpstr (anj_json_get_string (document, "issued", NULL), ==, "2026-11-22T00:00:00Z");
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (document, "recipients")), ==, 3);
}

static void
test_default_categories (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const codes[] = {
    "tidak-cair", "kurang-dipotong", "kartu", "layak-tidak-terdaftar", "petugas-pungutan", "lain"
  };
  g_autoptr (JsonObject) document = config_parse (fixture->source);
  JsonArray *categories = anj_json_get_array (document, "categories");

  g_assert_cmpuint (json_array_get_length (categories), ==, G_N_ELEMENTS (codes));
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      JsonObject *category = anj_json_array_get_object (categories, i);

      g_assert_cmpstr (anj_json_get_string (category, "code", NULL), ==, codes[i]);
      g_assert_cmpint (anj_json_get_bool (category, "sensitive", FALSE), ==,
                       strcmp (codes[i], "petugas-pungutan") == 0);
    }
}

/* every sentence a resident reads or hears has at most twelve words */
static void
check_words (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        check_words (json_array_get_element (array, i));
      return;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) values = json_object_get_values (object);
      const char *text = json_object_has_member (object, "en")
                             ? anj_json_get_string (object, "id", NULL)
                             : NULL;
      g_auto (GStrv) sentences = g_strsplit_set (text != NULL ? text : "", ".?!", -1);

      for (gsize i = 0; sentences[i] != NULL; i++)
        {
          g_auto (GStrv) words = g_strsplit (g_strstrip (sentences[i]), " ", -1);

          g_assert_cmpuint (g_strv_length (words), <=, MAX_WORDS);
        }
      for (GList *l = values; l != NULL; l = l->next)
        check_words (l->data);
    }
}

static void
test_default_words (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, config_parse (fixture->source));
  check_words (node);
}

static void
test_forged (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity)
      other_ca = test_identity_new (ANJ_CERT_CA, "Test configuration CA", NULL);
  g_autoptr (TestIdentity) forger = test_identity_new (ANJ_CERT_SIGNER, "Test signer", other_ca);
  g_autoptr (GBytes) der = sign (fixture->source, forger);
  g_autoptr (GError) error = NULL;

  g_assert_null (anj_config_open (der, fixture->trust, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
}

static void
test_wrong_usage (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) client = test_identity_new (ANJ_CERT_CLIENT, "Admin", fixture->ca);
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL, open_error = NULL;

  g_assert_null (
      anj_config_sign (fixture->source, client->cert, client->key, /* chain */ NULL, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  der = anj_cms_sign (fixture->source, client->cert, client->key, NULL);
  g_assert_nonnull (der);
  g_assert_null (anj_config_open (der, fixture->trust, &open_error));
  g_assert_error (open_error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
}

/* a configuration may have expired, its signer since too: both go on serving */
static void
test_expired (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity)
      brief = test_identity_new_for (ANJ_CERT_SIGNER, "Brief", fixture->ca, /* days */ 1);
  g_autoptr (JsonObject) document = config_parse (fixture->source);
  g_autofree char *issued = anj_time_format (anj_cert_not_after_us (brief->cert));
  g_autoptr (GBytes) source = NULL, der = NULL;
  g_autoptr (AnjConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  gint64 expires_us;

  json_object_set_string_member (document, "issued", issued);
  json_object_set_string_member (document, "expires", "2020-01-01T00:00:00Z");
  source = anj_json_object_to_bytes (document);
  der = sign (source, brief);
  config = anj_config_open (der, fixture->trust, &error);
  g_assert_no_error (error);
  g_assert_true (anj_time_parse ("2020-01-01T00:00:00Z", &expires_us));
  g_assert_cmpint (anj_config_expires_us (config), ==, expires_us);
}

/* by the time that the document names, not by any clock */
static void
test_signer_time (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity)
      brief = test_identity_new_for (ANJ_CERT_SIGNER, "Brief", fixture->ca, /* days */ 1);
  const gint64 wrong_us[] = { anj_cert_not_after_us (brief->cert) + G_USEC_PER_SEC,
                              anj_cert_not_before_us (brief->cert) - G_USEC_PER_SEC };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong_us); i++)
    {
      g_autoptr (JsonObject) document = config_parse (fixture->source);
      g_autofree char *issued = anj_time_format (wrong_us[i]);
      g_autoptr (GBytes) source = NULL, der = NULL;
      g_autoptr (GError) error = NULL, sign_error = NULL;

      json_object_set_string_member (document, "issued", issued);
      source = anj_json_object_to_bytes (document);
      g_assert_null (
          anj_config_sign (source, brief->cert, brief->key, /* chain */ NULL, &sign_error));
      g_assert_error (sign_error, ANJ_ERROR, ANJ_ERROR_EXPIRED);
      der = anj_cms_sign (source, brief->cert, brief->key, NULL);
      g_assert_null (anj_config_open (der, fixture->trust, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_EXPIRED);
    }
}

static void
test_flips (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = sign (fixture->source, fixture->signer);

  for (gsize i = 0; i < g_bytes_get_size (der); i += 53)
    {
      g_autoptr (GBytes) flipped = test_flip (der, i, (guint8) (1 << (i % 8)));
      g_autoptr (GError) error = NULL;

      g_assert_null (anj_config_open (flipped, fixture->trust, &error));
      g_assert_true (error->domain == ANJ_ERROR);
    }
}

static void
test_trailing_byte (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) der = sign (fixture->source, fixture->signer);
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_byte_array_append (longer, g_bytes_get_data (der, NULL), (guint) g_bytes_get_size (der));
  g_byte_array_append (longer, (const guint8 *) "\n", 1);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  g_assert_null (anj_config_open (bytes, fixture->trust, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

static void
test_signed_nonsense (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const texts[] = {
    "", "null", "[]", "{}", "{\"epoch\":1}", "{\"a\":\"\xff\"}"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) source = test_bytes (texts[i]);
      g_autoptr (GBytes)
          der = anj_cms_sign (source, fixture->signer->cert, fixture->signer->key, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (der);
      g_assert_null (anj_config_open (der, fixture->trust, &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
    }
}

static JsonObject *
element (JsonObject *document, const char *list, guint index)
{
  return anj_json_array_get_object (anj_json_get_array (document, list), index);
}

static void
test_schema_errors (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) document = config_parse (fixture->source);

  json_object_set_string_member (element (document, "categories", 2), "code", "x y");
  assert_refused (document, "/categories/2/code");
  json_object_set_string_member (element (document, "categories", 2), "code", "kartu");

  json_object_set_boolean_member (document, "announcments", TRUE);
  assert_refused (document, "announcments");
  json_object_remove_member (document, "announcments");

  json_object_set_int_member (document, "poll_hold_s", 1801);
  assert_refused (document, "/poll_hold_s");
  json_object_set_int_member (document, "poll_hold_s", 1800);

  json_object_remove_member (anj_json_get_object (element (document, "programmes", 0), "name"),
                             "id");
  assert_refused (document, "/programmes/0/name");
}

static void
test_unexplained_status (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) document = config_parse (fixture->source);

  json_object_remove_member (element (document, "status_codes", 1), "explanation");
  assert_refused (document, "/status_codes/1");
}

static void
test_rules_beyond_schema (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const lists[] = { "categories",       "programmes",
                                       "status_codes",     "kinds",
                                       "update_fields",    "service_standards",
                                       "proposal_reasons", "objection_reasons" };
  g_autoptr (JsonObject) document = config_parse (fixture->source);
  JsonArray *delays = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (JsonObject) changed = config_parse (fixture->source);
      g_autofree char *place = g_strdup_printf ("/%s/1/code", lists[i]);
      const char *first = anj_json_get_string (element (changed, lists[i], 0), "code", NULL);

      json_object_set_string_member (element (changed, lists[i], 1), "code", first);
      assert_refused (changed, place);
    }

  json_object_set_int_member (anj_json_get_object (document, "lookup"), "n", 5000);
  assert_refused (document, "/lookup/n");
  json_object_set_int_member (anj_json_get_object (document, "lookup"), "n", 4096);

  json_object_set_int_member (anj_json_get_object (document, "idle"), "warning_s", 50);
  assert_refused (document, "/idle/warning_s");
  json_object_set_int_member (anj_json_get_object (document, "idle"), "warning_s", 30);

  json_array_add_int_element (delays, 5);
  json_array_add_int_element (delays, 2);
  json_object_set_array_member (document, "guess_delays_s", delays);
  assert_refused (document, "/guess_delays_s/1");
}

static void
test_update_fields (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) chosen = config_parse (fixture->source);
  g_autoptr (JsonObject) written = config_parse (fixture->source);
  g_autoptr (JsonObject) narrow = config_parse (fixture->source);

  json_object_remove_member (element (chosen, "update_fields", 0), "choices");
  assert_refused (chosen, "/update_fields/0/choices");
  json_object_set_string_member (element (written, "update_fields", 0), "input", "text");
  assert_refused (written, "/update_fields/0/choices");
  json_object_set_int_member (element (narrow, "update_fields", 1), "min_length", 201);
  assert_refused (narrow, "/update_fields/1/max_length");
}

static void
test_named_offices (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const lists[] = { "kinds", "categories" };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (JsonObject) document = config_parse (fixture->source);

      json_object_set_string_member (element (document, lists[i], 0), "recipient", "kecamatan");
      assert_refused (document, "kecamatan");
    }
}

static void
test_recipient_rules (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const roles[] = { "intake", "sensitive", "recovery" };
  g_autoptr (TestIdentity) server = test_identity_new (ANJ_CERT_SERVER, "server", NULL);
  g_autofree char *pem = anj_cert_to_pem (server->cert);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (JsonObject) without = config_parse (fixture->source);
      g_autoptr (JsonObject) foreign = config_parse (fixture->source);
      g_autoptr (JsonObject) broken = config_parse (fixture->source);

      json_object_set_string_member (element (without, "recipients", i), "role", "other");
      assert_refused (without, roles[i]);
      json_object_set_string_member (element (foreign, "recipients", i), "certificate", pem);
      assert_refused (foreign, "/recipients/");
      json_object_set_string_member (element (broken, "recipients", i), "certificate", "x");
      assert_refused (broken, "certificate");
    }
}

static void
test_order (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) later_source = config_default_source (1, 10);
  g_autoptr (GBytes) epoch_source = config_default_source (2, 1);
  g_autoptr (AnjConfig) first = open_signed (fixture, fixture->source);
  g_autoptr (AnjConfig) later = open_signed (fixture, later_source);
  g_autoptr (AnjConfig) next_epoch = open_signed (fixture, epoch_source);

  g_assert_cmpint (anj_config_compare (first, later), <, 0);
  g_assert_cmpint (anj_config_compare (next_epoch, later), >, 0);
  g_assert_cmpint (anj_config_compare (first, first), ==, 0);
}

static void
add_announcement (JsonObject *document, const char *id, const char *region)
{
  JsonObject *announcement = json_object_new ();

  json_object_set_string_member (announcement, "id", id);
  json_object_set_string_member (announcement, "text", "Posyandu buka hari Senin.");
  if (region != NULL)
    json_object_set_string_member (announcement, "region", region);
  json_array_add_object_element (anj_json_get_array (document, "announcements"), announcement);
}

static void
add_hours (JsonObject *document, const char *hours, const char *region)
{
  JsonObject *entry = json_object_new ();
  JsonObject *days = json_object_new (), *text = json_object_new ();

  json_object_set_string_member (days, "id", "Senin");
  json_object_set_string_member (text, "id", hours);
  json_object_set_object_member (entry, "days", days);
  json_object_set_object_member (entry, "hours", text);
  json_object_set_string_member (entry, "region", region);
  json_array_add_object_element (anj_json_get_array (document, "opening_hours"), entry);
}

/* hours that are counted must be whole, for a screen closes by them */
static void
test_hours (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *entry;
    gboolean closes;
    const char *refused; /* (nullable): %NULL: taken */
  } cases[] = {
    { "\"weekdays\": [1, 2, 3, 4, 5, 6, 7], \"opens\": \"08.00\", \"closes\": \"15.00\"", TRUE,
      NULL },
    { "\"weekdays\": [1, 2, 3, 4, 5, 6], \"opens\": \"08.00\", \"closes\": \"15.00\"", FALSE,
      NULL },
    { "\"weekdays\": [1, 2, 3, 4, 5, 6], \"opens\": \"08.00\", \"closes\": \"15.00\"", TRUE,
      "/opening_hours/0/weekdays" },
    { "\"weekdays\": [1], \"opens\": \"15.00\", \"closes\": \"15.00\"", FALSE,
      "/opening_hours/0/closes" },
    { "\"weekdays\": [1], \"opens\": \"08.00\"", FALSE, "/opening_hours/0" },
    { "\"opens\": \"08.00\", \"closes\": \"15.00\"", FALSE, "/opening_hours/0/weekdays" },
    { "\"weekdays\": [1], \"opens\": \"8.00\", \"closes\": \"15.00\"", FALSE, "opens" },
    { "\"weekdays\": [0], \"opens\": \"08.00\", \"closes\": \"15.00\"", FALSE, "weekdays" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"opening_hours\": [{\"days\": {\"id\": \"Hari\"}, \"hours\": {\"id\": \"Jam\"}, %s}]}",
          cases[i].entry);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
      g_autoptr (JsonObject) document = config_parse (fixture->source),
                             hours = config_parse (bytes);

      json_object_set_member (document, "opening_hours",
                              json_object_dup_member (hours, "opening_hours"));
      json_object_set_boolean_member (document, "closed_outside_hours", cases[i].closes);
      if (cases[i].refused != NULL)
        {
          assert_refused (document, cases[i].refused);
        }
      else
        {
          g_autoptr (GBytes) source = anj_json_object_to_bytes (document);

          g_assert_true (anj_config_check_source (source, /* error */ NULL));
        }
    }
}

static void
test_effective_hours (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) document = config_parse (fixture->source);
  g_autoptr (JsonObject) here = NULL, elsewhere = NULL;
  g_autoptr (GBytes) source = NULL;
  g_autoptr (AnjConfig) config = NULL;

  add_hours (document, "09.00", "35.09");
  add_hours (document, "10.00", VILLAGE);
  source = anj_json_object_to_bytes (document);
  config = open_signed (fixture, source);
  here = effective_in (config, VILLAGE);
  elsewhere = effective_in (config, "18.02.01.2001");

  g_assert_cmpuint (json_array_get_length (anj_json_get_array (here, "opening_hours")), ==, 1);
  g_assert_cmpstr (anj_json_get_text (element (here, "opening_hours", 0), "hours", "id"), ==,
                   "10.00");
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (elsewhere, "opening_hours")), ==, 3);
}

static void
test_effective (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) document = config_parse (fixture->source);
  g_autoptr (GBytes) source = NULL;
  g_autoptr (AnjConfig) config = NULL;
  g_autoptr (JsonObject) here = NULL, elsewhere = NULL;
  JsonArray *recipients = anj_json_get_array (document, "recipients");

  json_array_add_object_element (recipients, config_recipient_new ("intake", "35.09"));
  json_array_add_object_element (recipients, config_recipient_new ("intake", "35"));
  add_announcement (document, "all", NULL);
  add_announcement (document, "here", "35.09.01");
  add_announcement (document, "there", "18.02");
  source = anj_json_object_to_bytes (document);
  config = open_signed (fixture, source);

  here = effective_in (config, VILLAGE);
  g_assert_cmpstr (anj_json_get_string (here, "region", NULL), ==, VILLAGE);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (here, "announcements")), ==, 2);
  g_assert_cmpstr (anj_json_get_string (element (here, "announcements", 1), "id", NULL), ==,
                   "here");
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (here, "recipients")), ==, 3);
  g_assert_cmpstr (anj_json_get_string (element (here, "recipients", 2), "region", NULL), ==,
                   "35.09");

  elsewhere = effective_in (config, "18.02.01.2001");
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (elsewhere, "recipients")), ==, 3);
  g_assert_null (anj_json_get_string (element (elsewhere, "recipients", 0), "region", NULL));

  /* what a caller writes into it stays there */
  json_object_set_string_member (anj_json_get_object (here, "lookup"), "salt", "00");
  g_assert_false (json_object_has_member (
      anj_json_get_object (anj_config_document (config), "lookup"), "salt"));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/config/default/opens-when-signed", test_default);
  ADD ("/config/default/has-the-contract-s-categories", test_default_categories);
  ADD ("/config/default/no-sentence-is-longer-than-twelve-words", test_default_words);
  ADD ("/config/signature/another-ca-of-the-same-name-is-refused", test_forged);
  ADD ("/config/signature/a-client-certificate-cannot-sign", test_wrong_usage);
  ADD ("/config/signature/an-expired-signer-goes-on-serving", test_expired);
  ADD ("/config/signature/a-signer-is-good-at-the-time-of-issue-or-never", test_signer_time);
  ADD ("/config/signature/flipped-bits-are-refused", test_flips);
  ADD ("/config/signature/a-byte-after-it-is-refused", test_trailing_byte);
  ADD ("/config/signature/signed-nonsense-is-refused", test_signed_nonsense);
  ADD ("/config/check/schema-errors-name-the-place", test_schema_errors);
  ADD ("/config/check/every-status-code-needs-its-explanation", test_unexplained_status);
  ADD ("/config/check/rules-beyond-the-schema-hold", test_rules_beyond_schema);
  ADD ("/config/check/recipients-are-there-and-right", test_recipient_rules);
  ADD ("/config/check/a-field-is-chosen-or-written", test_update_fields);
  ADD ("/config/check/an-office-that-is-named-is-there", test_named_offices);
  ADD ("/config/compare/epoch-counts-before-version", test_order);
  ADD ("/config/effective/nearest-recipient-and-own-announcements", test_effective);
  ADD ("/config/hours-that-are-counted-are-whole", test_hours);
  ADD ("/config/effective/a-village-s-own-opening-hours-stand-alone", test_effective_hours);
  return g_test_run ();
}
