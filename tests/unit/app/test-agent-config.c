/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent-fixture.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-config-store.h"
#include "app/agent/anj-probation.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-error.h"
#include "core/anj-json.h"

#define YEAR_US (G_GINT64_CONSTANT (365) * 86400 * G_USEC_PER_SEC)

static const char *const labels[] = { "percobaan", NULL };

typedef struct
{
  AgentFixture agent;
  AnjConfigPlace place;
  AnjLedger *ledger;
  AnjConfigStore *store;
  GPtrArray *recipients;
  const char *expires; /* (nullable): of what is signed from now on */
  const char *label;   /* (nullable): which it selects */
  gint64 later_us;     /* how long after it was signed it comes */
} Fixture;

/* as a program that only looks */
static void
reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->store, anj_config_store_free);
  g_clear_pointer (&fixture->ledger, anj_ledger_close);
  fixture->ledger = anj_ledger_open (fixture->agent.state_dir, fixture->agent.k_out,
                                     fixture->agent.random, &error);
  g_assert_no_error (error);
  fixture->store = anj_config_store_new (fixture->agent.state_dir, fixture->agent.ca,
                                         &fixture->place, fixture->ledger);
}

/* as the agent does */
static void
restart (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  reopen (fixture);
  g_assert_true (anj_config_store_resume (fixture->store, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  /* what is taken back is worth a warning */
  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
  agent_fixture_init (&fixture->agent);
  fixture->place = (AnjConfigPlace){ .region = AGENT_REGION,
                                     .terminal = AGENT_TERMINAL,
                                     .labels = labels };
  fixture->recipients = agent_recipients_new (&fixture->agent);
  restart (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_clear_pointer (&fixture->store, anj_config_store_free);
  g_clear_pointer (&fixture->ledger, anj_ledger_close);
  g_ptr_array_unref (fixture->recipients);
  agent_fixture_clear (&fixture->agent);
}

/* what the fixture asks for of a document beyond the default */
static void
complete (Fixture *fixture, JsonObject *document)
{
  if (fixture->expires != NULL)
    json_object_set_string_member (document, "expires", fixture->expires);
  if (fixture->label != NULL)
    {
      JsonObject *selector = json_object_new ();
      JsonArray *list = json_array_new ();

      json_array_add_string_element (list, fixture->label);
      json_object_set_array_member (selector, "labels", list);
      json_object_set_object_member (document, "selector", selector);
    }
}

static GBytes *
sign (Fixture *fixture, guint64 epoch, guint64 version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) draft = anj_config_default (fixture->recipients, epoch, version,
                                                 fixture->agent.real_us, &error);
  g_autoptr (JsonObject) document = draft != NULL ? anj_json_parse_object (draft, &error) : NULL;
  g_autoptr (GBytes) source = NULL;
  GBytes *der;

  g_assert_no_error (error);
  complete (fixture, document);
  source = anj_json_object_to_bytes (document);
  der = anj_config_sign (source, fixture->agent.signer, fixture->agent.signer_key, /* chain */ NULL,
                         &error);
  g_assert_no_error (error);
  return der;
}

static gboolean
apply_bundle (Fixture *fixture, GBytes *der, guint64 epoch, guint64 version, GError **error)
{
  AnjConfigOffer offer = { der, epoch, version, 1u << ANJ_HEALTH_LINE };
  gboolean changed = FALSE;

  return anj_config_store_apply (fixture->store, &offer, fixture->agent.real_us + fixture->later_us,
                                 &changed, error);
}

/* on trial */
static gboolean
apply (Fixture *fixture, guint64 epoch, guint64 version, GError **error)
{
  g_autoptr (GBytes) der = sign (fixture, epoch, version);

  return apply_bundle (fixture, der, epoch, version, error);
}

static void
apply_and_keep (Fixture *fixture, guint64 epoch, guint64 version)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (apply (fixture, epoch, version, &error));
  g_assert_true (anj_config_store_keep (fixture->store, &error));
  g_assert_no_error (error);
}

static void
refuses (Fixture *fixture, guint64 epoch, guint64 version)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (apply (fixture, epoch, version, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED);
}

static char *
get_state (Fixture *fixture)
{
  g_autoptr (JsonObject) state = anj_config_store_make_state (fixture->store);

  return g_strdup (anj_json_get_string (state, "state", ""));
}

#define assert_state(fixture, expected)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *state_ = get_state (fixture);                                                 \
    g_assert_cmpstr (state_, ==, expected);                                                        \
  }                                                                                                \
  G_STMT_END

static guint64
get_version (Fixture *fixture)
{
  const AnjConfig *config = anj_config_store_get (fixture->store);

  return config != NULL ? anj_config_epoch (config) * 100 + anj_config_version (config) : 0;
}

static void
test_goes_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_assert_cmpuint (get_version (fixture), ==, 0);
  apply_and_keep (fixture, 1, 1);
  apply_and_keep (fixture, 1, 7);
  apply_and_keep (fixture, 2, 1);
  restart (fixture);
  g_assert_cmpuint (get_version (fixture), ==, 201);
  g_assert_null (anj_config_store_get_problem (fixture->store));
  assert_state (fixture, "kept");
}

static void
test_never_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  apply_and_keep (fixture, 1, 1);
  apply_and_keep (fixture, 2, 5);
  refuses (fixture, 2, 4);
  refuses (fixture, 1, 9);
  g_assert_true (apply (fixture, 2, 7, NULL));
  /* nor below what is on trial */
  refuses (fixture, 2, 6);
  g_assert_cmpuint (get_version (fixture), ==, 207);
  g_assert_nonnull (anj_config_store_get_problem (fixture->store));
}

/* somebody put the older file back */
static void
test_swapped_file (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) old = sign (fixture, 1, 1);

  apply_and_keep (fixture, 1, 1);
  apply_and_keep (fixture, 1, 3);
  g_assert_true (anj_state_write (fixture->agent.state_dir, "config/current.cms", old, &error));
  reopen (fixture);
  g_assert_nonnull (anj_config_store_get_problem (fixture->store));
  g_assert_cmpuint (get_version (fixture), ==, 103);
  refuses (fixture, 1, 2);
  /* both files: it serves, and takes nothing but what is no older than it was */
  g_assert_true (anj_state_write (fixture->agent.state_dir, "config/previous.cms", old, &error));
  restart (fixture);
  g_assert_cmpuint (get_version (fixture), ==, 101);
  g_assert_nonnull (anj_config_store_get_problem (fixture->store));
  refuses (fixture, 1, 2);
  g_assert_true (apply (fixture, 1, 3, NULL));
}

static void
test_forged (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) other_key = NULL;
  g_autoptr (X509) other_ca = NULL;
  g_autoptr (GBytes) good = NULL;
  g_autoptr (GBytes) flipped = NULL;
  AgentFixture other;
  gsize n_bytes;
  guint8 *data;

  apply_and_keep (fixture, 1, 1);
  good = sign (fixture, 1, 2);
  data = g_bytes_unref_to_data (g_steal_pointer (&good), &n_bytes);
  data[n_bytes / 2] ^= 1;
  flipped = g_bytes_new_take (data, n_bytes);
  g_assert_false (apply_bundle (fixture, flipped, 1, 2, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* a signer of the right name, under another CA of the right name */
  other_key = anj_cert_generate_key (&error);
  other = fixture->agent;
  other.ca_key = other_key;
  other.ca = other_ca = agent_fixture_issue (&fixture->agent, ANJ_CERT_CA, "Anjungan hub CA",
                                             other_key);
  X509_free (fixture->agent.signer);
  fixture->agent.signer = agent_fixture_issue (&other, ANJ_CERT_SIGNER, "Anjungan receipts",
                                               fixture->agent.signer_key);
  g_assert_false (apply (fixture, 1, 2, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
  g_assert_cmpuint (get_version (fixture), ==, 101);
  assert_state (fixture, "refused");
}

static void
test_damaged_current (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) rubbish = agent_text ("rubbish");

  apply_and_keep (fixture, 1, 1);
  apply_and_keep (fixture, 1, 2);
  g_assert_true (anj_state_write (fixture->agent.state_dir, "config/current.cms", rubbish, &error));
  restart (fixture);
  /* not one step back */
  g_assert_cmpuint (get_version (fixture), ==, 102);
  g_assert_nonnull (anj_config_store_get_problem (fixture->store));
  /* mended by that start */
  restart (fixture);
  g_assert_null (anj_config_store_get_problem (fixture->store));
}

static void
test_on_trial (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  apply_and_keep (fixture, 1, 1);
  g_assert_true (apply (fixture, 1, 2, &error));
  g_assert_true (anj_config_store_is_on_trial (fixture->store));
  assert_state (fixture, "probation");
  restart (fixture);
  g_assert_true (anj_config_store_is_on_trial (fixture->store));
  g_assert_cmpuint (anj_config_store_get_needs (fixture->store), ==, 1u << ANJ_HEALTH_LINE);
  g_assert_cmpuint (get_version (fixture), ==, 102);
  g_assert_true (anj_config_store_keep (fixture->store, &error));
  g_assert_false (anj_config_store_is_on_trial (fixture->store));
  restart (fixture);
  g_assert_false (anj_config_store_is_on_trial (fixture->store));
  g_assert_cmpuint (get_version (fixture), ==, 102);
}

static void
test_taken_back (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) state = NULL;
  JsonObject *rejected;

  apply_and_keep (fixture, 1, 1);
  g_assert_true (apply (fixture, 1, 2, &error));
  g_assert_true (anj_config_store_revert (fixture->store, "line", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (get_version (fixture), ==, 101);
  /* signed anew it has another hash, and is still the same */
  refuses (fixture, 1, 2);
  restart (fixture);
  g_assert_cmpuint (get_version (fixture), ==, 101);
  state = anj_config_store_make_state (fixture->store);
  rejected = anj_json_get_object (state, "rejected");
  g_assert_cmpstr (anj_json_get_string (state, "state", NULL), ==, "reverted");
  g_assert_cmpint (anj_json_get_int (rejected, "version", 0), ==, 2);
  g_assert_cmpstr (anj_json_get_string (rejected, "reason", NULL), ==, "line");
  refuses (fixture, 1, 2);
  apply_and_keep (fixture, 1, 3);
  assert_state (fixture, "kept");
}

/* the one thing it must not do: cut the terminal off from what comes after it */
static void
test_first_taken_back (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) state = NULL;
  g_autoptr (GBytes) der = sign (fixture, 1, 4);
  AnjConfigOffer offer = { der, 1, 4, 1u << ANJ_HEALTH_LINE | 1u << ANJ_HEALTH_SCREEN };
  gboolean changed = FALSE;

  g_assert_null (anj_config_store_make_state (fixture->store));
  g_assert_true (
      anj_config_store_apply (fixture->store, &offer, fixture->agent.real_us, &changed, &error));
  for (guint i = 0; i < 2 * ANJ_PROBATION_STARTS_MAX; i++)
    restart (fixture);
  g_assert_true (anj_config_store_is_on_trial (fixture->store));
  g_assert_cmpuint (anj_config_store_get_needs (fixture->store), ==, 1u << ANJ_HEALTH_LINE);
  g_assert_cmpuint (get_version (fixture), ==, 104);
  g_assert_true (anj_config_store_revert (fixture->store, "line", &error));
  g_assert_no_error (error);
  g_assert_null (anj_config_store_get (fixture->store));
  restart (fixture);
  g_assert_null (anj_config_store_get_effective (fixture->store));
  refuses (fixture, 1, 4);
  restart (fixture);
  assert_state (fixture, "reverted");
  state = anj_config_store_make_state (fixture->store);
  g_assert_false (json_object_has_member (state, "version"));
  g_assert_cmpint (anj_json_get_int (anj_json_get_object (state, "rejected"), "version", 0), ==, 4);
  apply_and_keep (fixture, 1, 5);
  restart (fixture);
  g_assert_cmpuint (get_version (fixture), ==, 105);
  assert_state (fixture, "kept");
}

/* a newer one is tried in its place; the way back is still the one that was kept */
static void
test_newer_on_trial (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  apply_and_keep (fixture, 1, 1);
  g_assert_true (apply (fixture, 1, 2, &error));
  g_assert_true (apply (fixture, 1, 3, &error));
  g_assert_cmpuint (get_version (fixture), ==, 103);
  restart (fixture);
  g_assert_true (anj_config_store_is_on_trial (fixture->store));
  g_assert_true (anj_config_store_revert (fixture->store, "screen", &error));
  g_assert_cmpuint (get_version (fixture), ==, 101);
}

/* the agent dies of it again and again */
static void
test_starts (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  apply_and_keep (fixture, 1, 1);
  g_assert_true (apply (fixture, 1, 2, &error));
  for (guint i = 1; i < ANJ_PROBATION_STARTS_MAX; i++)
    {
      restart (fixture);
      reopen (fixture); /* to look is no start */
      g_assert_cmpuint (get_version (fixture), ==, 102);
    }
  restart (fixture);
  g_assert_cmpuint (get_version (fixture), ==, 101);
  assert_state (fixture, "reverted");
  refuses (fixture, 1, 2);
}

/* a day without a network is no crash */
static void
test_outlived (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  apply_and_keep (fixture, 1, 1);
  g_assert_true (apply (fixture, 1, 2, &error));
  for (guint i = 0; i < 3 * ANJ_PROBATION_STARTS_MAX; i++)
    {
      restart (fixture);
      g_assert_true (anj_config_store_outlive (fixture->store, &error));
    }
  g_assert_true (anj_config_store_is_on_trial (fixture->store));
}

static void
test_other_than_offered (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) der = sign (fixture, 1, 3);

  apply_and_keep (fixture, 1, 1);
  g_assert_false (apply_bundle (fixture, der, 1, 4, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED);
  g_clear_error (&error);
  fixture->label = "kota";
  g_assert_false (apply (fixture, 1, 4, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
  fixture->label = "percobaan";
  g_assert_true (apply (fixture, 1, 4, NULL));
}

static void
test_expired (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->expires = "2027-01-01T00:00:00Z";
  fixture->later_us = 3 * YEAR_US;
  /* better than none */
  g_assert_true (apply (fixture, 1, 1, NULL));
  g_assert_false (apply (fixture, 1, 2, &error));
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_EXPIRED);
  /* goes on serving */
  restart (fixture);
  g_assert_cmpuint (get_version (fixture), ==, 101);
  fixture->later_us = 0;
  g_assert_true (apply (fixture, 1, 2, NULL));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/config-store/goes-up-and-survives", test_goes_up);
  ADD ("/config-store/never-goes-down", test_never_down);
  ADD ("/config-store/a-swapped-file-is-noticed", test_swapped_file);
  ADD ("/config-store/forged-is-refused", test_forged);
  ADD ("/config-store/damaged-falls-back-and-heals", test_damaged_current);
  ADD ("/config-store/a-trial-goes-on-after-a-restart", test_on_trial);
  ADD ("/config-store/what-was-taken-back-is-never-taken-again", test_taken_back);
  ADD ("/config-store/the-first-one-can-be-taken-back-too", test_first_taken_back);
  ADD ("/config-store/a-newer-one-is-tried-instead", test_newer_on_trial);
  ADD ("/config-store/too-many-starts-lead-back", test_starts);
  ADD ("/config-store/starts-that-were-outlived-do-not-count", test_outlived);
  ADD ("/config-store/another-than-offered-or-for-others-is-refused", test_other_than_offered);
  ADD ("/config-store/expired-is-refused-but-serves-on", test_expired);

  return g_test_run ();
}
