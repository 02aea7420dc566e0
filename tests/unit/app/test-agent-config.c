/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "agent-fixture.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-config-store.h"
#include "app/agent/anj-state-files.h"
#include "core/anj-error.h"

typedef struct
{
  AgentFixture agent;
  AnjLedger *ledger;
  AnjConfigStore *store;
  GPtrArray *recipients;
} Fixture;

static void
restart (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->store, anj_config_store_free);
  g_clear_pointer (&fixture->ledger, anj_ledger_close);
  fixture->ledger = anj_ledger_open (fixture->agent.state_dir, fixture->agent.k_out,
                                     fixture->agent.random, &error);
  g_assert_no_error (error);
  fixture->store = anj_config_store_new (fixture->agent.state_dir, fixture->agent.ca,
                                         fixture->ledger);
}

static void
set_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  agent_fixture_init (&fixture->agent);
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

static GBytes *
sign (Fixture *fixture, guint64 epoch, guint64 version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) source = anj_config_default (fixture->recipients, epoch, version,
                                                  fixture->agent.real_us, &error);
  GBytes *der;

  g_assert_no_error (error);
  der = anj_config_sign (source, fixture->agent.signer, fixture->agent.signer_key, &error);
  g_assert_no_error (error);
  return der;
}

static gboolean
apply (Fixture *fixture, guint64 epoch, guint64 version, GError **error)
{
  g_autoptr (GBytes) der = sign (fixture, epoch, version);
  gboolean changed = FALSE;

  return anj_config_store_apply (fixture->store, der, &changed, error);
}

static guint64
get_version (Fixture *fixture)
{
  const AnjConfig *config = anj_config_store_get (fixture->store);

  return config != NULL ? anj_config_epoch (config) * 100 + anj_config_version (config) : 0;
}

static void
test_goes_up (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (get_version (fixture), ==, 0);
  g_assert_true (apply (fixture, 1, 1, &error));
  g_assert_true (apply (fixture, 1, 7, &error));
  g_assert_true (apply (fixture, 2, 1, &error));
  g_assert_no_error (error);
  restart (fixture);
  g_assert_cmpuint (get_version (fixture), ==, 201);
  g_assert_null (anj_config_store_get_problem (fixture->store));
}

static void
test_never_down (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (apply (fixture, 2, 5, &error));
  g_assert_false (apply (fixture, 2, 4, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (apply (fixture, 1, 9, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_REFUSED);
  g_assert_cmpuint (get_version (fixture), ==, 205);
  g_assert_nonnull (anj_config_store_get_problem (fixture->store));
}

/* somebody put the older file back */
static void
test_swapped_file (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) old = sign (fixture, 1, 1);

  g_assert_true (apply (fixture, 1, 1, &error));
  g_assert_true (apply (fixture, 1, 3, &error));
  g_assert_true (anj_state_write (fixture->agent.state_dir, "config/current.cms", old, &error));
  restart (fixture);
  g_assert_nonnull (anj_config_store_get_problem (fixture->store));
  g_clear_error (&error);
  g_assert_false (apply (fixture, 1, 2, &error));
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
  gboolean changed;
  gsize n_bytes;
  guint8 *data;

  g_assert_true (apply (fixture, 1, 1, &error));
  good = sign (fixture, 1, 2);
  data = g_bytes_unref_to_data (g_steal_pointer (&good), &n_bytes);
  data[n_bytes / 2] ^= 1;
  flipped = g_bytes_new_take (data, n_bytes);
  g_assert_false (anj_config_store_apply (fixture->store, flipped, &changed, &error));
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
}

static void
test_damaged_current (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) rubbish = agent_text ("rubbish");

  g_assert_true (apply (fixture, 1, 1, &error));
  g_assert_true (apply (fixture, 1, 2, &error));
  g_assert_true (anj_state_write (fixture->agent.state_dir, "config/current.cms", rubbish, &error));
  restart (fixture);
  g_assert_cmpuint (get_version (fixture), ==, 101);
  g_assert_nonnull (anj_config_store_get_problem (fixture->store));
  g_assert_true (apply (fixture, 1, 2, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (get_version (fixture), ==, 102);
}

/* what heals a damaged current does not cost the good previous */
static void
test_previous_stays_good (Fixture *fixture, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) rubbish = agent_text ("rubbish");

  g_assert_true (apply (fixture, 1, 1, &error));
  g_assert_true (apply (fixture, 1, 2, &error));
  g_assert_true (anj_state_write (fixture->agent.state_dir, "config/current.cms", rubbish, &error));
  restart (fixture);
  g_assert_true (apply (fixture, 1, 3, &error));
  g_assert_true (anj_state_write (fixture->agent.state_dir, "config/current.cms", rubbish, &error));
  restart (fixture);
  g_assert_cmpuint (get_version (fixture), ==, 101);
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
  ADD ("/config-store/a-damaged-current-never-becomes-previous", test_previous_stays_good);

  return g_test_run ();
}
