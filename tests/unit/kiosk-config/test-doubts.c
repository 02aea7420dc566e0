/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config-fixture.h"

/* What is allowed and still likely a slip, but for programmes. */

typedef struct
{
  const char *more;     /* members of the document */
  const char *expected; /* beginning of what is asked; NULL: nothing is */
} Case;

static void
assert_asked (GPtrArray *doubts, const Case *one)
{
  g_assert_cmpuint (doubts->len, ==, one->expected != NULL ? 1 : 0);
  if (one->expected != NULL && !g_str_has_prefix (doubts->pdata[0], one->expected))
    g_assert_cmpstr (doubts->pdata[0], ==, one->expected);
}

static void
test_places_and_pace_are_doubted (void)
{
  static const Case cases[] = {
    { "{\"poll_hold_s\": 60, \"selector\": {\"regions\": [\"35\", \"35.09\"]}}", NULL },
    { "{\"poll_hold_s\": 1}", "/poll_hold_s: every terminal asks the hub anew each 1 s" },
    { "{\"selector\": {\"regions\": [\"35.09\", \"35.99\"]}}", "/selector/regions/1: region: " },
    { "{\"overrides\": [{\"for\": {\"region\": \"35.99\"}, \"set\": {\"theme\": \"dark\"}}]}",
      "/overrides/0: region: the shipped list of regions has no 35.99" },
    { "{\"holidays\": [{\"date\": \"2026-12-25\", \"name\": {\"id\": \"Natal\"}, \"region\": "
      "\"35.99\"}]}",
      "/holidays/0: region: " },
  };
  g_autoptr (GBytes) source = config_default_source (1, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) document = config_document_with (source, cases[i].more);
      g_autoptr (GBytes) changed = anj_json_object_to_bytes (document);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) doubts = anj_config_list_doubts (changed, &error);

      g_assert_no_error (error);
      assert_asked (doubts, &cases[i]);
    }
}

static void
test_numbers_and_times_are_held_against_the_present (void)
{
  static const Case cases[] = {
    { "{\"version\": 8}", NULL },
    { "{\"version\": 107}", NULL },
    { "{\"version\": 1000000000}", "/version: leaps to 1000000000" },
    { "{\"epoch\": 99}", "/epoch: leaps to 99" },
    { "{\"issued\": \"2020-01-01T00:00:00Z\"}", "/issued: 2020-01-01T00:00:00Z is more than" },
    { "{\"issued\": \"2027-01-01T00:00:00Z\"}", "/issued: 2027-01-01T00:00:00Z is still to come" },
    { "{\"closed_outside_hours\": true, \"holidays\": [{\"date\": \"2026-11-23\"}, "
      "{\"date\": \"2026-11-22\"}]}",
      "/holidays/1: 2026-11-22 is today" },
    { "{\"holidays\": [{\"date\": \"2026-11-22\"}]}", NULL },
  };
  g_autoptr (GBytes) source = config_default_source (1, 7);
  g_autoptr (JsonObject) published = config_parse (source);
  const AnjConfigPresent present = { .now_us = TEST_NOW_US, .published = published };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) document = config_document_with (source, cases[i].more);
      g_autoptr (GPtrArray) doubts = anj_config_list_doubts_present (document, &present);

      assert_asked (doubts, &cases[i]);
    }
}

static void
test_numbers_are_looked_at_without_the_published_one_too (void)
{
  static const Case cases[] = {
    { "{\"epoch\": 2, \"version\": 5000}", NULL },
    { "{\"epoch\": 99}", "/epoch: leaps to 99" },
    { "{\"version\": 1000000000}", "/version: leaps to 1000000000" },
  };
  g_autoptr (GBytes) source = config_default_source (1, 1);
  const AnjConfigPresent present = { .now_us = TEST_NOW_US };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) document = config_document_with (source, cases[i].more);
      g_autoptr (GPtrArray) doubts = anj_config_list_doubts_present (document, &present);

      assert_asked (doubts, &cases[i]);
    }
}

static JsonArray *
list_of (X509 *cert)
{
  g_autofree char *pem = anj_cert_to_pem (cert);
  JsonArray *list = json_array_new ();

  json_array_add_string_element (list, pem);
  return list;
}

static void
test_authorities_are_not_mixed_up (void)
{
  static const Case wrong = { NULL, "/hub_cas: does not name the CA" };
  static const Case mixed = { NULL, "/trust/roots/0: is the hub's CA" };
  static const Case good = { NULL, NULL };
  g_autoptr (TestIdentity) hub = test_identity_new (ANJ_CERT_CA, "Hub", NULL);
  g_autoptr (TestIdentity) root = test_identity_new (ANJ_CERT_CA, "Root", NULL);
  g_autoptr (GBytes) source = config_default_source (1, 1);
  g_autoptr (JsonObject) document = config_parse (source);
  g_autoptr (GPtrArray) hub_cas = g_ptr_array_new ();
  g_autoptr (GPtrArray) right = NULL, other = NULL, both = NULL;
  const AnjConfigPresent present = { .now_us = TEST_NOW_US, .hub_cas = hub_cas };
  JsonObject *trust = json_object_new ();

  g_ptr_array_add (hub_cas, hub->cert);
  json_object_set_object_member (document, "trust", trust);
  json_object_set_array_member (trust, "roots", list_of (root->cert));
  json_object_set_array_member (document, "hub_cas", list_of (hub->cert));
  right = anj_config_list_doubts_present (document, &present);
  assert_asked (right, &good);
  json_object_set_array_member (document, "hub_cas", list_of (root->cert));
  other = anj_config_list_doubts_present (document, &present);
  assert_asked (other, &wrong);
  json_object_set_array_member (document, "hub_cas", list_of (hub->cert));
  json_object_set_array_member (trust, "roots", list_of (hub->cert));
  both = anj_config_list_doubts_present (document, &present);
  assert_asked (both, &mixed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/doubts/places-and-pace-are-doubted", test_places_and_pace_are_doubted);
  g_test_add_func ("/doubts/numbers-and-times-are-held-against-the-present",
                   test_numbers_and_times_are_held_against_the_present);
  g_test_add_func ("/doubts/numbers-are-looked-at-without-the-published-one-too",
                   test_numbers_are_looked_at_without_the_published_one_too);
  g_test_add_func ("/doubts/authorities-are-not-mixed-up", test_authorities_are_not_mixed_up);
  return g_test_run ();
}
