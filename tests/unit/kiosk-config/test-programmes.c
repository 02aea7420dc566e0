/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "kiosk-config/anj-config.h"
#include "tests/unit/core/test-pki.h"

/* the shipped default with recipients: (transfer full) */
static JsonObject *
make_document (void)
{
  static const char *const roles[] = { "intake", "sensitive", "recovery" };
  g_autoptr (GPtrArray)
      recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) source = NULL;
  JsonObject *document;

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (TestIdentity) identity = test_identity_new (ANJ_CERT_RECIPIENT, roles[i], NULL);
      g_autofree char *pem = anj_cert_to_pem (identity->cert);
      JsonObject *recipient = json_object_new (), *title = json_object_new ();

      json_object_set_string_member (title, "id", roles[i]);
      json_object_set_string_member (recipient, "role", roles[i]);
      json_object_set_object_member (recipient, "title", title);
      json_object_set_string_member (recipient, "certificate", pem);
      g_ptr_array_add (recipients, recipient);
    }
  source = anj_config_default (recipients, 1, 1, TEST_NOW_US, &error);
  g_assert_no_error (error);
  document = anj_json_parse_object (source, &error);
  g_assert_no_error (error);
  return document;
}

static JsonObject *
programme (JsonObject *document, const char *code)
{
  JsonArray *all = anj_json_get_array (document, "programmes");

  for (guint i = 0; i < json_array_get_length (all); i++)
    if (strcmp (anj_json_get_string (anj_json_array_get_object (all, i), "code", ""), code) == 0)
      return anj_json_array_get_object (all, i);
  g_assert_not_reached ();
}

/* puts @json for the member @name of the programme @code; returns what the check says of it */
static char *
say_of (const char *code, const char *name, const char *json)
{
  g_autoptr (JsonObject) document = make_document ();
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autoptr (GBytes) source = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (node);
  json_object_set_member (code != NULL ? programme (document, code) : document, name,
                          g_steal_pointer (&node));
  source = anj_json_object_to_bytes (document);
  if (anj_config_check_source (source, &error))
    return g_strdup ("good");
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  return g_strdup (error->message);
}

#define TEXT "{\"id\": \"Untuk warga.\"}"
#define REFERRAL(more) "{\"label\": " TEXT ", " more "}"
#define AMOUNT(more) "{\"rupiah\": 5, \"per\": \"month\", " more "}"

static const struct
{
  const char *code; /* (nullable): %NULL: of the document */
  const char *name;
  const char *json;
  const char *says[2]; /* path, and what is allowed */
} cases[] = {
  { "PKH", "valid_to", "\"2025-12-31\"", { "/programmes/0/valid_to", "not be before valid_from" } },
  { "PKH",
    "valid_to",
    "\"2027-02-30\"",
    { "/programmes/0/valid_to", "day of the calendar (programme PKH)" } },
  { "PKH", "strategy", "\"lain\"", { "/programmes/0/strategy", "(programme PKH)" } },
  { NULL,
    "strategies",
    "[{\"code\": \"lain\", \"label\": \"Lain\"}]",
    { "/strategies/0/code", "" } },
  { "PKH", "version", "0", { "/programmes/0/version", "" } },
  { "PKH",
    "rule",
    "{\"text\": " TEXT ", \"registers\": [{\"register\": \"dtks\", \"desil_to\": 4}]}",
    { "/programmes/0/rule/registers/0", "only dtsen and p3ke" } },
  { "PKH",
    "rule",
    "{\"text\": " TEXT
    ", \"registers\": [{\"register\": \"dtsen\", \"desil_from\": 5, \"desil_to\": 4}]}",
    { "/programmes/0/rule/registers/0/desil_to", "below desil_from" } },
  { "PKH",
    "rule",
    "{\"text\": " TEXT ", \"registers\": [{\"register\": \"bpks\"}]}",
    { "/programmes/0/rule/registers/0/register", "" } },
  { "PKH",
    "rule",
    "{\"text\": " TEXT ", \"domicile\": \"regency\"}",
    { "/programmes/0/rule/domicile", "needs registers" } },
  { "PKH",
    "rule",
    "{\"text\": " TEXT ", \"age\": {\"from\": 22, \"to\": 21}}",
    { "/programmes/0/rule/age/to", "below from" } },
  { "SEMBAKO",
    "rule",
    "{\"text\": " TEXT ", \"needs_component\": true}",
    { "/programmes/1/rule/needs_component", "needs components" } },
  { "SEMBAKO", "amount", AMOUNT ("\"certain\": true"), { "/programmes/1/amount", "" } },
  { "SEMBAKO",
    "amount",
    AMOUNT ("\"certain\": true, \"source\": \"\", \"date\": \"2026-01-01\""),
    { "/programmes/1/amount/source", "" } },
  { "SEMBAKO",
    "amount",
    AMOUNT ("\"certain\": true, \"source\": \"x\", \"date\": \"2026-02-30\""),
    { "/programmes/1/amount/date", "day of the calendar" } },
  { "SEMBAKO",
    "components",
    "[{\"code\": \"a\", \"label\": " TEXT "}, {\"code\": \"a\", \"label\": " TEXT "}]",
    { "/programmes/1/components/1/code", "must be different" } },
  { "PKH",
    "requirements",
    "[\"ktp\", \"paspor\"]",
    { "/programmes/0/requirements/1", "must be one of: ktp, kk" } },
  { "BAZNAS",
    "referral",
    REFERRAL ("\"to\": \"BPKS\", \"documents\": []"),
    { "/programmes/6/referral/to", "must be one of: OPERATOR_DESA" } },
  { "BAZNAS",
    "referral",
    REFERRAL ("\"to\": \"BAZNAS\", \"documents\": [], \"recipient\": \"baznas\""),
    { "/programmes/6/referral/recipient", "must be one of: intake, sensitive, recovery" } },
  { "BAZNAS",
    "referral",
    REFERRAL ("\"to\": \"BAZNAS\", \"documents\": [{\"code\": \"x\", \"needed\": true}]"),
    { "/programmes/6/referral/documents/0/code", "must be one of: ktp" } },
  { "BAZNAS",
    "referral",
    REFERRAL ("\"to\": \"BAZNAS\", \"documents\": [], \"attendant_only\": true"),
    { "/programmes/6/referral/attendant_only", "sensitive" } },
  { "BAZNAS",
    "referral",
    REFERRAL (
        "\"to\": \"BAZNAS\", \"documents\": [], \"courses\": [{\"code\": \"a\", \"label\": " TEXT
        "}, {\"code\": \"a\", \"label\": " TEXT "}]"),
    { "/programmes/6/referral/courses/1/code", "must be different" } },
  { "BAZNAS",
    "referral",
    REFERRAL ("\"to\": \"BAZNAS\", \"documents\": [], \"recipient\": \"intake\""),
    { "good", "" } },
  { "BAZNAS",
    "referral",
    REFERRAL ("\"to\": \"BAZNAS\", \"documents\": [], \"ppks\": [\"fakir-miskin\", \"miskin\"]"),
    { "/programmes/6/referral/ppks/1", "must be one of: anak-balita-telantar, anak-telantar" } },
  { "BAZNAS",
    "referral",
    REFERRAL ("\"to\": \"BAZNAS\", \"documents\": [], \"ppks\": [\"pemulung\"]"),
    { "good", "" } },
  { NULL,
    "ppks_types",
    "[{\"code\": \"a\", \"label\": " TEXT
    ", \"sensitive\": true}, {\"code\": \"a\", \"label\": " TEXT ", \"sensitive\": false}]",
    { "/ppks_types/1/code", "must be different" } },
  { NULL,
    "ppks_types",
    "[{\"code\": \"a\", \"label\": " TEXT "}]",
    { "/ppks_types/0", "lacks \"sensitive\"" } },
  { NULL,
    "aliases",
    "[{\"kind\": \"programme\", \"alias\": \"BPNT\", \"is\": \"BERAS\"}]",
    { "/aliases/0/is", "must be one of: PKH, SEMBAKO" } },
  { NULL,
    "aliases",
    "[{\"kind\": \"status\", \"alias\": \"SI\", \"is\": \"TOP UP\"}]",
    { "/aliases/0/alias", "is a code of /status_codes itself" } },
  { NULL,
    "aliases",
    "[{\"kind\": \"register\", \"alias\": \"BPKS\"}, {\"kind\": \"register\", \"alias\": \"BPKS\","
    " \"is\": \"dtks\"}]",
    { "/aliases/1/alias", "must be different" } },
  { NULL, "aliases", "[{\"kind\": \"register\", \"alias\": \"BPKS\"}]", { "good", "" } },
  { NULL, "strategies", "[]", { "/programmes/0/strategy", "not in /strategies" } },
};

static void
test_what_does_not_fit_is_named (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *says = say_of (cases[i].code, cases[i].name, cases[i].json);

      g_test_message ("%s", says);
      g_assert_nonnull (strstr (says, cases[i].says[0]));
      g_assert_nonnull (strstr (says, cases[i].says[1]));
    }
}

static void
test_every_programme_of_the_design_is_there (void)
{
  static const char *const codes[] = { "PKH",       "SEMBAKO",  "PBI-JK",    "BPJS-TK",
                                       "MBG",       "PMT",      "BAZNAS",    "BLT-DD",
                                       "PELATIHAN", "UPT-PSBR", "UPT-PPSAA", "PENDAMPINGAN" };
  g_autoptr (JsonObject) document = make_document ();

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      JsonObject *one = programme (document, codes[i]);

      g_assert_cmpint (anj_json_get_int (one, "version", 0), >=, 1);
      g_assert_nonnull (anj_json_get_string (one, "valid_from", NULL));
      g_assert_nonnull (anj_json_get_string (one, "plan", NULL));
      g_assert_cmpstr (anj_json_get_text (anj_json_get_object (one, "rule"), "text", "en"), !=, "");
    }
}

/* whose place in it would tell of children, pregnancy, illness or need of protection */
static void
test_what_tells_of_children_and_health_is_sensitive (void)
{
  static const char *const codes[] = { "PMT", "UPT-PSBR", "UPT-PPSAA", "PENDAMPINGAN" };
  g_autoptr (JsonObject) document = make_document ();

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    g_assert_true (anj_json_get_bool (programme (document, codes[i]), "sensitive", FALSE));
  g_assert_true (
      anj_json_get_bool (anj_json_get_object (programme (document, "UPT-PPSAA"), "referral"),
                         "attendant_only", FALSE));
}

static gboolean
states_money (const char *text)
{
  return g_regex_match_simple ("\\bRp|\\brupiah\\b|\\b(ribu|juta)\\b|\\d[.,]?\\d{3}", text,
                               G_REGEX_CASELESS, 0);
}

/* sums stand in `amount` alone, with source and date; no text states one */
static void
check_texts (JsonNode *node, guint *n_amounts)
{
  g_autoptr (GList) values = NULL;
  JsonObject *object;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        check_texts (json_array_get_element (array, i), n_amounts);
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  if (json_object_has_member (object, "rupiah"))
    {
      ++*n_amounts;
      g_assert_cmpstr (anj_json_get_string (object, "source", ""), !=, "");
      g_assert_cmpstr (anj_json_get_string (object, "date", ""), !=, "");
      return;
    }
  values = json_object_get_values (object);
  for (GList *l = values; l != NULL; l = l->next)
    {
      const char *text = JSON_NODE_HOLDS_VALUE (l->data) ? json_node_get_string (l->data) : NULL;

      if (text != NULL && json_object_has_member (object, "id"))
        g_assert_false (states_money (text));
      check_texts (l->data, n_amounts);
    }
}

static void
test_no_sum_without_a_source (void)
{
  g_autoptr (JsonObject) document = make_document ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  guint n_amounts = 0;

  json_node_set_object (node, document);
  check_texts (node, &n_amounts);
  /* Sembako and the premium of BPJS-TK: the only two whose sums are confirmed */
  g_assert_cmpuint (n_amounts, ==, 2);
  g_assert_false (json_object_has_member (programme (document, "PKH"), "amount"));
  g_assert_true (states_money ("Rp600.000 setahun"));
  g_assert_true (states_money ("Anda dapat 200.000"));
  g_assert_true (states_money ("tiga ratus ribu"));
  g_assert_false (states_money ("desil 1 sampai 4"));
}

/* (transfer full): as a terminal has it */
static AnjConfig *
open_config (JsonObject *document)
{
  g_autoptr (TestIdentity) ca = test_identity_new (ANJ_CERT_CA, "CA", NULL);
  g_autoptr (TestIdentity) signer = test_identity_new (ANJ_CERT_SIGNER, "signer", ca);
  g_autoptr (AnjConfigTrust) trust = anj_config_trust_new (ca->cert);
  g_autoptr (GBytes) source = anj_json_object_to_bytes (document);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
      der = anj_config_sign (source, signer->cert, signer->key, /* chain */ NULL, &error);
  AnjConfig *config;

  g_assert_no_error (error);
  config = anj_config_open (der, trust, &error);
  g_assert_no_error (error);
  return config;
}

static JsonObject *
effective_in (const AnjConfig *config, const char *region)
{
  const AnjConfigPlace place = { .region = region };

  return anj_config_effective (config, &place);
}

/* the 26 of Permensos 8/2012 */
static void
test_a_session_is_told_no_sensitive_kind_of_need (void)
{
  g_autoptr (JsonObject) document = make_document ();
  g_autoptr (AnjConfig) config = open_config (document);
  g_autoptr (JsonObject) effective = effective_in (config, "35.09.01.2001");
  g_autoptr (GBytes) bytes = anj_json_object_to_bytes (effective);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  JsonArray *all = anj_json_get_array (document, "ppks_types");
  guint n_told = 0;

  g_assert_cmpuint (json_array_get_length (all), ==, 26);
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *type = anj_json_array_get_object (all, i);
      g_autofree char *code = g_strdup_printf ("\"%s\"", anj_json_get_string (type, "code", ""));
      gboolean is_sensitive = anj_json_get_bool (type, "sensitive", TRUE);

      g_assert_true ((strstr (text, code) == NULL) == is_sensitive);
      n_told += !is_sensitive;
    }
  g_assert_cmpuint (n_told, ==,
                    json_array_get_length (anj_json_get_array (effective, "ppks_types")));
}

static void
test_a_programme_of_a_region_holds_there (void)
{
  g_autoptr (JsonObject) document = make_document ();
  g_autoptr (AnjConfig) config = NULL;
  g_autoptr (JsonObject) here = NULL, there = NULL;

  json_object_set_string_member (programme (document, "PELATIHAN"), "region", "31.71");
  config = open_config (document);
  here = effective_in (config, "31.71.01.1001");
  there = effective_in (config, "35.09.01.2001");
  g_assert_cmpuint (json_array_get_length (anj_json_get_array (here, "programmes")), ==,
                    json_array_get_length (anj_json_get_array (there, "programmes")) + 1);
}

static void
test_likely_slips_are_doubted_and_the_shipped_ones_are_not (void)
{
  g_autoptr (JsonObject) document = make_document ();
  g_autoptr (GBytes) shipped = anj_json_object_to_bytes (document);
  g_autoptr (GBytes) changed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = anj_config_list_doubts (shipped, &error), found = NULL;
  JsonObject *pkh = programme (document, "PKH"), *name = json_object_new ();
  JsonObject *text = json_object_new (), *rule = json_object_new ();
  g_autofree char *hundred = g_strnfill (100, 'a');

  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  json_object_set_string_member (pkh, "region", "35.99");
  json_object_set_string_member (pkh, "icon", "kursi");
  json_object_set_string_member (name, "id", hundred);
  json_object_set_object_member (pkh, "name", name);
  json_object_set_string_member (text, "id", "Dapat Rp 200.000 sebulan.");
  json_object_set_object_member (rule, "text", text);
  json_object_set_object_member (pkh, "rule", rule);
  changed = anj_json_object_to_bytes (document);
  g_assert_true (anj_config_check_source (changed, &error));
  found = anj_config_list_doubts (changed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 4);
  g_assert_nonnull (strstr (g_ptr_array_index (found, 0), "programme PKH: region"));
  g_assert_nonnull (strstr (g_ptr_array_index (found, 1), "\"kursi\""));
  g_assert_nonnull (strstr (g_ptr_array_index (found, 2), "name: longer than 60"));
  g_assert_nonnull (strstr (g_ptr_array_index (found, 3), "a sum of money"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/programmes/what-does-not-fit-is-named-with-what-is-allowed",
                   test_what_does_not_fit_is_named);
  g_test_add_func ("/programmes/every-programme-of-the-design-is-there",
                   test_every_programme_of_the_design_is_there);
  g_test_add_func ("/programmes/what-tells-of-children-and-health-is-sensitive",
                   test_what_tells_of_children_and_health_is_sensitive);
  g_test_add_func ("/programmes/no-sum-stands-without-a-source", test_no_sum_without_a_source);
  g_test_add_func ("/programmes/a-session-is-told-no-sensitive-kind-of-need",
                   test_a_session_is_told_no_sensitive_kind_of_need);
  g_test_add_func ("/programmes/likely-slips-are-doubted-and-the-shipped-ones-are-not",
                   test_likely_slips_are_doubted_and_the_shipped_ones_are_not);
  g_test_add_func ("/programmes/a-programme-of-a-region-holds-there",
                   test_a_programme_of_a_region_holds_there);
  return g_test_run ();
}
