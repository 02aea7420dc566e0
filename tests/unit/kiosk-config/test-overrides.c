/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config-fixture.h"
#include "kiosk-config/anj-config-merge.h"
#include "kiosk-config/anj-config-values.h"

/* For which terminals a document is, what it becomes at each, and where each value comes from. */

#define VILLAGE "35.09.01.2001"

typedef struct
{
  GBytes *source;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->source = config_default_source (1, 1);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_bytes_unref (self->source);
}

static const char *const MARKET[] = { "pasar", "uji", NULL };
static const AnjConfigPlace PLACE = { .region = VILLAGE,
                                      .terminal = "t-1",
                                      .labels = MARKET,
                                      .hardware = "RPi 4" };

/* --- selector --- */

static const struct
{
  const char *selector;
  gboolean matches;
} SELECTORS[] = {
  { "{}", TRUE },
  { "{\"regions\": [\"35\"]}", TRUE },
  { "{\"regions\": [\"18\", \"35.09.01.2001\"]}", TRUE },
  { "{\"regions\": [\"35.10\", \"35.09.01.2002\"]}", FALSE },
  { "{\"labels\": [\"uji\"]}", TRUE },
  { "{\"labels\": [\"UJI\"]}", FALSE },
  { "{\"hardware\": [\"RPi 4\", \"RPi 5\"]}", TRUE },
  { "{\"hardware\": [\"RPi\"]}", FALSE },
  { "{\"regions\": [\"35\"], \"labels\": [\"pasar\"], \"hardware\": [\"RPi 4\"]}", TRUE },
  { "{\"regions\": [\"35\"], \"labels\": [\"pasar\"], \"hardware\": [\"RPi 5\"]}", FALSE },
  { "{\"regions\": [\"18\"], \"labels\": [\"pasar\"]}", FALSE },
};

static void
test_selector (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const AnjConfigPlace bare = { .region = VILLAGE };

  for (gsize i = 0; i < G_N_ELEMENTS (SELECTORS); i++)
    {
      g_autofree char *more = g_strdup_printf ("{\"selector\": %s}", SELECTORS[i].selector);
      g_autoptr (JsonObject) document = config_document_with (self->source, more);
      g_autoptr (GBytes) source = anj_json_object_to_bytes (document);

      g_assert_true (anj_config_check_source (source, NULL));
      g_assert_cmpint (anj_config_selects (document, &PLACE), ==, SELECTORS[i].matches);
      /* who tells neither labels nor hardware is in no list of them */
      g_assert_cmpint (anj_config_selects (document, &bare), ==,
                       SELECTORS[i].matches && strstr (SELECTORS[i].selector, "labels") == NULL &&
                           strstr (SELECTORS[i].selector, "hardware") == NULL);
    }
}

static void
test_wrong_place (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TestIdentity) root = test_identity_new (ANJ_CERT_CA, "CA", NULL);
  g_autoptr (TestIdentity) signer = test_identity_new (ANJ_CERT_SIGNER, "Signer", root);
  g_autoptr (AnjConfigTrust) trust = anj_config_trust_new (root->cert);
  /* each override is good by itself; together they are not */
  g_autoptr (JsonObject) document = config_document_with (
      self->source,
      "{\"selector\": {\"regions\": [\"35\"]}, \"overrides\": ["
      "{\"for\": {\"label\": \"pasar\"}, \"set\": {\"idle\": {\"warning_s\": 40}}},"
      "{\"for\": {\"terminal\": \"t-1\"}, \"set\": {\"idle\": {\"personal_s\": 35}}}]}");
  g_autoptr (GBytes) source = anj_json_object_to_bytes (document);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = anj_config_sign (source, signer->cert, signer->key, NULL, &error);
  g_autoptr (AnjConfig) config = NULL;
  const AnjConfigPlace elsewhere = { .region = "18.02.01.2001" };
  const AnjConfigPlace plain = { .region = VILLAGE };

  g_assert_no_error (error);
  config = anj_config_open (der, trust, &error);
  g_assert_no_error (error);
  g_assert_true (anj_config_check_for (config, &plain, &error));
  g_assert_false (anj_config_check_for (config, &elsewhere, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "/selector"));
  g_clear_error (&error);
  g_assert_false (anj_config_check_for (config, &PLACE, &error));
  g_assert_nonnull (strstr (error->message, "/idle/warning_s"));
}

/* --- overrides --- */

/* from the widest to the narrowest; one value for each */
static const struct
{
  const char *whom;
  const char *origin;
} LEVELS[] = {
  { "{\"region\": \"35\"}", "province 35" },
  { "{\"region\": \"35.09\"}", "regency 35.09" },
  { "{\"region\": \"35.09.01\"}", "district 35.09.01" },
  { "{\"region\": \"35.09.01.2001\"}", "village 35.09.01.2001" },
  { "{\"label\": \"pasar\"}", "label pasar" },
  { "{\"hardware\": \"RPi 4\"}", "hardware RPi 4" },
  { "{\"terminal\": \"t-1\"}", "terminal t-1" },
};

/* the overrides of the first @n levels, the narrowest first: their order does not count */
static JsonObject *
document_with_levels (GBytes *source, guint n)
{
  g_autoptr (GString) more = g_string_new ("{\"overrides\": [");

  for (guint i = n; i > 0; i--)
    g_string_append_printf (more, "%s{\"for\": %s, \"set\": {\"poll_hold_s\": %u}}",
                            i < n ? ", " : "", LEVELS[i - 1].whom, 300 + i);
  g_string_append (more, "]}");
  return config_document_with (source, more->str);
}

static const AnjConfigValue *
find_value (GPtrArray *values, const char *pointer)
{
  for (guint i = 0; i < values->len; i++)
    if (strcmp (((AnjConfigValue *) g_ptr_array_index (values, i))->pointer, pointer) == 0)
      return g_ptr_array_index (values, i);
  return NULL;
}

static void
test_precedence (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  for (guint n = 1; n <= G_N_ELEMENTS (LEVELS); n++)
    {
      g_autoptr (JsonObject) document = document_with_levels (self->source, n);
      g_autoptr (GPtrArray) values = anj_config_list_values (document, &PLACE);
      const AnjConfigValue *value = find_value (values, "/poll_hold_s");

      g_assert (value != NULL);
      g_assert_cmpint (json_node_get_int (value->node), ==, 300 + n);
      g_assert_cmpstr (value->origin, ==, LEVELS[n - 1].origin);
    }
}

static void
test_others (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const other_labels[] = { "kantor", NULL };
  const AnjConfigPlace elsewhere = {
    .region = "36.01.01.2001", .terminal = "t-2", .labels = other_labels, .hardware = "PC"
  };
  g_autoptr (JsonObject) document = document_with_levels (self->source, G_N_ELEMENTS (LEVELS));
  g_autoptr (JsonObject) effective = anj_config_effective_of (document, &elsewhere, NULL);

  g_assert_cmpint (anj_json_get_int (effective, "poll_hold_s", 0), ==, 1800);
  g_assert_false (json_object_has_member (effective, "overrides"));
}

/* RFC 7396: objects member by member, lists whole, null takes away */
static void
test_merge (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) document = config_document_with (
      self->source, "{\"holidays\": [{\"date\": \"2026-12-25\", \"name\": {\"id\": \"Natal\"}}],"
                    "\"overrides\": [{\"for\": {\"region\": \"35\"}, \"set\": {"
                    "\"idle\": {\"other_s\": 120}, \"languages\": [\"id\", \"mad\"],"
                    "\"holidays\": null, \"theme\": \"white-black\"}}]}");
  g_autoptr (JsonObject) effective = anj_config_effective_of (document, &PLACE, NULL);
  JsonObject *idle = anj_json_get_object (effective, "idle");

  g_assert_cmpint (anj_json_get_int (idle, "other_s", 0), ==, 120);
  g_assert_cmpint (anj_json_get_int (idle, "personal_s", 0), ==, 45);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (effective, "languages")), ==, 2);
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (effective, "holidays")), ==, 0);
  g_assert_cmpstr (anj_json_get_string (effective, "theme", NULL), ==, "white-black");
  /* the document itself stays as it was */
  g_assert_cmpint (anj_json_get_int (anj_json_get_object (document, "idle"), "other_s", 0), ==, 90);
}

/* the RFC's own examples (appendix A) */
static void
test_rfc_examples (void)
{
  static const struct
  {
    const char *target, *patch, *result;
  } examples[] = {
    { "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
    { "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
    { "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
    { "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}" },
    { "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
    { "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
    { "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
    { "{\"a\":\"b\"}", "{\"a\":{\"c\":1}}", "{\"a\":{\"c\":1}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autoptr (GBytes) target_bytes = test_bytes (examples[i].target);
      g_autoptr (GBytes) patch_bytes = test_bytes (examples[i].patch);
      g_autoptr (JsonObject) target = config_parse (target_bytes);
      g_autoptr (JsonObject) patch = config_parse (patch_bytes);
      g_autofree char *text = NULL;

      anj_config_merge_patch (target, patch);
      text = anj_json_object_to_text (target);
      g_assert_cmpstr (text, ==, examples[i].result);
    }
}

/* --- origin --- */

static void
test_origins (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *pointer, *origin;
  } wanted[] = {
    { "/epoch", "country" },
    { "/idle/personal_s", "country" },
    { "/idle/other_s", "regency 35.09" },
    { "/languages/1", "label pasar" },
    { "/theme", "default" },
    { "/production", "country" },
    { "/printer/width_mm", "default" },
    { "/holidays/0/name/id", "country" },
    { "/holidays/1/name/id", "regency 35.09" },
    { "/indicators/0/code", "country" },
    { "/region", "certificate" },
  };
  g_autoptr (JsonObject) document = config_document_with (
      self->source,
      "{\"holidays\": [{\"date\": \"2026-12-25\", \"name\": {\"id\": \"Natal\"}},"
      "{\"date\": \"2026-12-26\", \"name\": {\"id\": \"Selamatan\"}, \"region\": \"35.09\"},"
      "{\"date\": \"2026-12-27\", \"name\": {\"id\": \"Lain\"}, \"region\": \"18\"}],"
      "\"overrides\": ["
      "{\"for\": {\"region\": \"35.09\"}, \"set\": {\"idle\": {\"other_s\": 100}}},"
      "{\"for\": {\"label\": \"pasar\"}, \"set\": {\"languages\": [\"id\", \"mad\"]}}]}");
  g_autoptr (GPtrArray) values = anj_config_list_values (document, &PLACE);

  for (guint i = 0; i < values->len; i++)
    g_assert_nonnull (((AnjConfigValue *) g_ptr_array_index (values, i))->origin);
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      const AnjConfigValue *value = find_value (values, wanted[i].pointer);

      g_assert_cmpstr (value != NULL ? value->origin : NULL, ==, wanted[i].origin);
    }
  g_assert_null (find_value (values, "/holidays/2/date"));
}

/* what a list of values says is what a terminal gets: every leaf of it, and no other */
static void
count_leaves (JsonNode *node, guint *n)
{
  g_autoptr (GList) inside = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    inside = json_object_get_values (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    inside = json_array_get_elements (json_node_get_array (node));
  *n += inside == NULL;
  for (GList *l = inside; l != NULL; l = l->next)
    count_leaves (l->data, n);
}

static void
test_origin_of_every_value (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (JsonObject) document = document_with_levels (self->source, G_N_ELEMENTS (LEVELS));
  g_autoptr (GPtrArray) values = anj_config_list_values (document, &PLACE);
  g_autoptr (JsonObject) effective = anj_config_effective_of (document, &PLACE, NULL);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), effective);
  guint n_leaves = 0;

  count_leaves (node, &n_leaves);
  g_assert_cmpuint (values->len, ==, n_leaves);
}

/* --- what is wrong, all of it --- */

static void
assert_mistakes (GBytes *source, const char *more, const char *const *expected)
{
  g_autoptr (JsonObject) document = config_document_with (source, more);
  g_autoptr (GBytes) changed = anj_json_object_to_bytes (document);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mistakes = anj_config_list_mistakes (changed, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < mistakes->len; i++)
    {
      g_test_message ("%s", (const char *) g_ptr_array_index (mistakes, i));
      g_assert_nonnull (expected[i]);
      g_assert_nonnull (strstr (g_ptr_array_index (mistakes, i), expected[i]));
    }
  g_assert_null (expected[mistakes->len]);
}

static void
test_all_mistakes (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const of_form[] = { "/languages/0: 1 is none of",
                                         "/poll_hold_s: \"a\" is not of type integer",
                                         "/tema: true is not allowed here", NULL };
  static const char *const of_sense[] = { "/languages: must have \"id\"",
                                          "/lookup/n: must be a power of two",
                                          "/guess_delays_s/1: must not be below the one before",
                                          "/holidays/0/date: must be a day of the calendar", NULL };

  assert_mistakes (self->source, "{}", (const char *const[]){ NULL });
  assert_mistakes (self->source, "{\"poll_hold_s\": \"a\", \"languages\": [1], \"tema\": true}",
                   of_form);
  assert_mistakes (self->source,
                   "{\"languages\": [\"jv\"], \"lookup\": {\"n\": 5000, \"r\": 8, \"p\": 1},"
                   "\"guess_delays_s\": [5, 0], \"holidays\": [{\"date\": \"2026-02-30\","
                   "\"name\": {\"id\": \"x\"}}]}",
                   of_sense);
}

static void
test_override_mistakes (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const of_form[] = { "/overrides/0/for: must have exactly one of",
                                         "/overrides/1/for: must have exactly one of",
                                         "/overrides/1/set/epoch: holds for all",
                                         "/overrides/1/set/recipients: holds for all",
                                         "/hub_cas/0: must be one CA's certificate",
                                         "/trust/roots/0: must be a CA's certificate",
                                         NULL };
  static const char *const merged[] = { "/overrides/0/set makes of it: /poll_hold_s: \"x\" is not",
                                        "/overrides/1/set makes of it: /idle/warning_s: must be",
                                        NULL };

  assert_mistakes (self->source,
                   "{\"overrides\": [{\"for\": {}, \"set\": {}},"
                   "{\"for\": {\"region\": \"35\", \"label\": \"x\"},"
                   "\"set\": {\"epoch\": 9, \"recipients\": []}}],"
                   "\"hub_cas\": [\"x\"], \"trust\": {\"roots\": [\"x\"]}}",
                   of_form);
  /* the second one's mistake shows only on top of the third's */
  assert_mistakes (
      self->source,
      "{\"overrides\": [{\"for\": {\"label\": \"x\"}, \"set\": {\"poll_hold_s\": \"x\"}},"
      "{\"for\": {\"region\": \"35.09\"}, \"set\": {\"idle\": {\"warning_s\": 44}}},"
      "{\"for\": {\"region\": \"35\"}, \"set\": {\"idle\": {\"personal_s\": 40}}}]}",
      merged);
}

/* --- what differs --- */

static void
assert_changes (GBytes *source, const char *more, const char *const *expected)
{
  g_autoptr (JsonObject) before = config_parse (source);
  g_autoptr (JsonObject) after = config_document_with (source, more);
  g_autoptr (GPtrArray) changes = anj_config_list_changes (before, after);

  for (guint i = 0; i < changes->len; i++)
    {
      const AnjConfigChange *change = g_ptr_array_index (changes, i);
      g_autofree char *text = g_strdup_printf (
          "%s %s %s%s", change->pointer, change->name != NULL ? change->name : ".",
          change->before != NULL ? "-" : "", change->after != NULL ? "+" : "");

      g_assert_cmpstr (text, ==, expected[i]);
    }
  g_assert_null (expected[changes->len]);
}

static void
test_changes (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  assert_changes (self->source, "{}", (const char *const[]){ NULL });
  assert_changes (self->source,
                  "{\"version\": 2, \"poll_hold_s\": 600, \"theme\": \"mori\","
                  "\"idle\": {\"personal_s\": 45, \"other_s\": 91, \"warning_s\": 30}}",
                  (const char *const[]){ "/version . -+", "/idle/other_s . -+", "/poll_hold_s . -+",
                                         "/theme . +", NULL });
  /* one gone from the middle is one line, not all behind it */
  assert_changes (self->source,
                  "{\"services\": [{\"code\": \"cek-bantuan\"}, {\"code\": \"ikuti\"},"
                  "{\"code\": \"perbarui-data\"}, {\"code\": \"informasi\"},"
                  "{\"code\": \"kepuasan\"}]}",
                  (const char *const[]){ "/services/1 pengaduan -", NULL });
  assert_changes (self->source,
                  "{\"services\": [{\"code\": \"pengaduan\"}, {\"code\": \"cek-bantuan\"},"
                  "{\"code\": \"ikuti\"}, {\"code\": \"perbarui-data\"},"
                  "{\"code\": \"informasi\"}, {\"code\": \"kepuasan\"}]}",
                  (const char *const[]){ "/services . -+", NULL });
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/selector/each-member-must-match-with-one-entry", test_selector);
  ADD ("/selector/who-is-not-meant-refuses-and-so-does-whom-overrides-break", test_wrong_place);
  ADD ("/overrides/the-narrower-wins-whatever-their-order", test_precedence);
  ADD ("/overrides/others-are-not-touched", test_others);
  ADD ("/overrides/they-are-merged-as-the-rfc-says", test_merge);
  g_test_add_func ("/overrides/the-rfc-s-own-examples", test_rfc_examples);
  ADD ("/origin/base-default-override-entry-and-certificate", test_origins);
  ADD ("/origin/of-every-value", test_origin_of_every_value);
  ADD ("/mistakes/all-are-listed", test_all_mistakes);
  ADD ("/mistakes/of-overrides-and-of-what-they-make", test_override_mistakes);
  ADD ("/changes/by-code-not-by-place", test_changes);
  return g_test_run ();
}
