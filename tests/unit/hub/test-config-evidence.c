/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-cms.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "hub/hub-admin-rollouts.h"
#include "tests/unit/hub/rollout-fixture.h"

/**
 * Signer:
 *
 * A terminal's key and certificate.
 */
typedef struct
{
  EVP_PKEY *key;
  X509 *cert;
} Signer;

static void
signer_clear (Signer *self)
{
  X509_free (self->cert);
  EVP_PKEY_free (self->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signer, signer_clear)

/* a certificate of the hub's CA for @id, with a key of its own; expired long ago */
static void
make_signer (RolloutFixture *self, const char *id, AnjCertKind kind, Signer *out)
{
  const AnjCertRequest request = {
    .kind = kind,
    .common_name = id,
    .organizational_unit = FIXTURE_VILLAGE,
    .serial_number = "0+131072",
    .not_before_us = FIXTURE_NOW_US - 2 * G_TIME_SPAN_DAY,
    .not_after_us = FIXTURE_NOW_US - G_TIME_SPAN_DAY,
  };
  const HubKeys *keys = self->server.app.keys;

  out->key = anj_cert_generate_key (NULL);
  out->cert = anj_cert_issue (&request, out->key, keys->ca, keys->ca_key, NULL);
  g_assert_nonnull (out->cert);
}

/* the connection of a terminal that shows @signer's key */
static HubPeer *
connect_as (RolloutFixture *self, const Signer *signer)
{
  HubPeer *peer = self->fleet->pdata[0];

  g_free (peer->key_sha256);
  peer->key_sha256 = anj_cert_key_sha256 (signer->key);
  return peer;
}

static GBytes *
sign_text (const Signer *signer, const char *text)
{
  g_autoptr (GBytes) content = g_bytes_new (text, strlen (text));
  GBytes *der = anj_cms_sign (content, signer->cert, signer->key, NULL);

  g_assert_nonnull (der);
  return der;
}

static HubRequest *
post (RolloutFixture *self, const HubPeer *peer, GBytes *der)
{
  HubRequest *request = hub_request_new ();

  g_bytes_unref (request->body);
  request->body = g_bytes_ref (der);
  return server_fixture_run (&self->server, hub_config_state_post, peer, request);
}

/* a report of (1, 2) with the hash of @bundle; reverted and refused ones run (1, 1) */
static char *
make_report (const char *terminal, const char *state, GBytes *bundle)
{
  g_autofree char *sha256 = anj_sha256_hex (g_bytes_get_data (bundle, NULL),
                                            g_bytes_get_size (bundle));
  gboolean is_rejected = g_str_has_prefix (state, "re");

  return is_rejected
             ? g_strdup_printf (
                   "{\"terminal\":\"%s\",\"epoch\":1,\"version\":1,\"sha256\":\"%064d\","
                   "\"effective_sha256\":\"%064d\",\"state\":\"%s\",\"rejected\":"
                   "{\"epoch\":1,\"version\":2,\"sha256\":\"%s\",\"reason\":"
                   "\"no screen\"},\"time\":\"2026-11-20T03:00:00Z\"}",
                   terminal, 0, 0, state, sha256)
             : g_strdup_printf ("{\"terminal\":\"%s\",\"epoch\":1,\"version\":2,\"sha256\":\"%s\","
                                "\"effective_sha256\":\"%064d\",\"state\":\"%s\","
                                "\"time\":\"2026-11-20T03:00:00Z\"}",
                                terminal, sha256, 0, state);
}

static HubRequest *
report (RolloutFixture *self, const Signer *signer, const char *state, GBytes *bundle)
{
  const HubPeer *peer = self->fleet->pdata[0];
  g_autofree char *text = make_report (peer->id, state, bundle);
  g_autoptr (GBytes) der = sign_text (signer, text);

  return post (self, peer, der);
}

static HubEvidence
read_evidence (RolloutFixture *self)
{
  const HubPeer *peer = self->fleet->pdata[0];
  HubEvidence evidence = HUB_EVIDENCE_OTHER;

  g_assert_true (
      hub_config_evidence_read (self->server.app.store, 1, 2, peer->id, &evidence, NULL));
  return evidence;
}

static void
test_signed_reports_are_kept_as_they_came (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *state;
    HubEvidence kept;
  } steps[] = {
    { "probation", HUB_EVIDENCE_PROBATION }, { "kept", HUB_EVIDENCE_KEPT },
    { "probation", HUB_EVIDENCE_KEPT }, /* it was long on its way */
    { "reverted", HUB_EVIDENCE_REVERTED },   { "refused", HUB_EVIDENCE_REFUSED },
    { "kept", HUB_EVIDENCE_KEPT },
  };
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, "{}");
  g_auto (Signer) signer = { 0 };
  const HubPeer *peer = self->fleet->pdata[0];
  HubRequest *asked = hub_request_new ();
  g_autoptr (HubRequest) shown = NULL;

  make_signer (self, peer->id, ANJ_CERT_CLIENT, &signer);
  connect_as (self, &signer);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (HubRequest) request = report (self, &signer, steps[i].state, bundle);

      g_assert_cmpuint (request->status, ==, 204);
      g_assert_cmpint (read_evidence (self), ==, steps[i].kept);
    }
  asked->args[0] = g_strdup (id);
  asked->args[1] = g_strdup (peer->id);
  shown = server_fixture_run (&self->server, hub_admin_rollout_evidence, self->server.admin, asked);
  g_assert_cmpuint (shown->status, ==, 200);
  {
    g_autoptr (X509) who = NULL;
    g_autoptr (GBytes) content = anj_cms_open_signed (shown->reply, &who, NULL);

    g_assert_nonnull (content);
    g_assert_cmpint (X509_cmp (who, signer.cert), ==, 0);
  }
}

static void
test_other_bytes_under_the_number_are_seen (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autoptr (GBytes) other = g_bytes_new ("other", 5);
  g_autofree char *id = rollout_fixture_start (self, bundle, "{}");
  g_auto (Signer) signer = { 0 };
  g_autoptr (HubRequest) request = NULL;

  make_signer (self, ((HubPeer *) self->fleet->pdata[0])->id, ANJ_CERT_CLIENT, &signer);
  connect_as (self, &signer);
  request = report (self, &signer, "kept", other);
  g_assert_cmpuint (request->status, ==, 204);
  g_assert_cmpint (read_evidence (self), ==, HUB_EVIDENCE_OTHER);
  g_assert_nonnull (id);
}

static void
assert_refused (RolloutFixture *self, GBytes *der)
{
  g_autoptr (HubRequest) request = post (self, self->fleet->pdata[0], der);

  server_fixture_assert_problem (request, HUB_PROBLEM_EVIDENCE_INVALID);
  g_assert_cmpint (read_evidence (self), ==, HUB_EVIDENCE_NONE);
}

static void
test_only_the_terminals_own_key_speaks_for_it (RolloutFixture *self,
                                               gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  const HubPeer *peer = self->fleet->pdata[0];
  const HubPeer *other = self->fleet->pdata[1];
  g_autofree char *good = make_report (peer->id, "kept", bundle);
  g_autofree char *of_other = make_report (other->id, "kept", bundle);
  g_auto (Signer) own = { 0 };
  g_auto (Signer) twin = { 0 };      /* another key under the same name */
  g_auto (Signer) neighbour = { 0 }; /* another terminal */
  g_auto (Signer) mail = { 0 };      /* a certificate for something else */
  const struct
  {
    const Signer *signer;
    const char *text;
  } cases[] = {
    { &twin, good },    { &neighbour, good }, { &mail, good },
    { &own, of_other }, { &own, "{}" },       { &own, "no JSON" },
  };
  g_autoptr (GBytes) noise = g_bytes_new ("noise", 5);
  g_autoptr (GBytes) der = NULL;

  make_signer (self, peer->id, ANJ_CERT_CLIENT, &own);
  make_signer (self, peer->id, ANJ_CERT_CLIENT, &twin);
  make_signer (self, other->id, ANJ_CERT_CLIENT, &neighbour);
  make_signer (self, peer->id, ANJ_CERT_SIGNER, &mail);
  connect_as (self, &own);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bad = sign_text (cases[i].signer, cases[i].text);

      assert_refused (self, bad);
    }
  assert_refused (self, noise);
  der = sign_text (&own, good);
  {
    gsize n_bytes = g_bytes_get_size (der);
    g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (der, NULL), n_bytes);
    g_autoptr (GBytes) turned = NULL;

    copy[n_bytes - 10] ^= 1;
    turned = g_bytes_new (copy, n_bytes);
    assert_refused (self, turned);
  }
  {
    g_autoptr (HubRequest) request = post (self, peer, der);

    g_assert_cmpuint (request->status, ==, 204);
  }
}

static void
test_a_report_says_what_it_has_to (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const rests[] = {
    "\"epoch\":1,\"version\":2,\"sha256\":\"x\",\"state\":\"kept\"",
    "\"epoch\":1,\"version\":2,\"state\":\"kept\"",
    "\"epoch\":0,\"version\":2,\"sha256\":\"%064d\",\"state\":\"kept\"",
    "\"epoch\":1,\"version\":2,\"sha256\":\"%064d\",\"state\":\"told\"",
    "\"epoch\":1,\"version\":2,\"sha256\":\"%064d\",\"state\":\"other\"",
    "\"epoch\":1,\"version\":2,\"sha256\":\"%064d\"",
    "\"epoch\":1,\"version\":2,\"sha256\":\"%064d\",\"state\":\"reverted\"",
  };
  const HubPeer *peer = self->fleet->pdata[0];
  g_auto (Signer) own = { 0 };

  make_signer (self, peer->id, ANJ_CERT_CLIENT, &own);
  connect_as (self, &own);
  for (gsize i = 0; i < G_N_ELEMENTS (rests); i++)
    {
      g_auto (GStrv) parts = g_strsplit (rests[i], "%064d", 2);
      g_autofree char *hash = g_strnfill (64, '0');
      g_autofree char *rest = g_strjoinv (hash, parts);
      g_autofree char *text = g_strdup_printf ("{\"terminal\":\"%s\",%s}", peer->id, rest);
      g_autoptr (GBytes) der = sign_text (&own, text);

      assert_refused (self, der);
    }
}

static gint64
count_ders (RolloutFixture *self)
{
  gint64 n = 0;

  g_assert_true (hub_store_get_int (self->server.app.store, NULL, 0, &n,
                                    "SELECT count(*) FROM config_evidence", ""));
  return n;
}

static void
note_signed (RolloutFixture *self, guint64 version, HubEvidence evidence)
{
  const HubPeer *peer = self->fleet->pdata[0];
  g_autoptr (GBytes) der = g_bytes_new ("der", 3);
  const HubConfigReport one = { .epoch = 1, .version = version, .evidence = evidence, .der = der };

  g_assert_true (
      hub_config_evidence_note (self->server.app.store, peer->id, &one, FIXTURE_NOW_US, NULL));
}

static void
test_old_success_needs_no_proof_any_more (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  note_signed (self, 2, HUB_EVIDENCE_KEPT);
  note_signed (self, 3, HUB_EVIDENCE_REVERTED);
  g_assert_cmpint (count_ders (self), ==, 1);
  note_signed (self, 4, HUB_EVIDENCE_KEPT);
  note_signed (self, 5, HUB_EVIDENCE_KEPT);
  g_assert_cmpint (count_ders (self), ==, 2); /* the failure, and the newest */
}

#define ADD(path, function)                                                                        \
  g_test_add ("/config-evidence/" path, RolloutFixture, GUINT_TO_POINTER (2),                      \
              rollout_fixture_set_up, function, rollout_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("signed reports are kept as they came", test_signed_reports_are_kept_as_they_came);
  ADD ("other bytes under the number are seen", test_other_bytes_under_the_number_are_seen);
  ADD ("only the terminal's own key speaks for it", test_only_the_terminals_own_key_speaks_for_it);
  ADD ("a report says what it has to", test_a_report_says_what_it_has_to);
  ADD ("old success needs no proof any more", test_old_success_needs_no_proof_any_more);
  return g_test_run ();
}
