/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/unit/hub/rollout-fixture.h"

#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "hub/hub-admin-rollouts.h"
#include "hub/hub-config-offer.h"
#include "hub/hub-terminals.h"

static const char *const regions[] = { "35.09.01.2001", "51.01.01.2001", "91.01.01.2001" };

HubPeer *
rollout_fixture_enrol (RolloutFixture *self, const char *region)
{
  g_autoptr (GError) error = NULL;
  HubPeer *peer = g_new0 (HubPeer, 1);

  peer->kind = HUB_PEER_TERMINAL;
  peer->id = g_strdup_printf ("t-%012x", self->fleet->len + 16);
  peer->region = g_strdup (region);
  peer->not_after_us = G_MAXINT64;
  g_assert_true (hub_terminal_add (self->server.app.store, peer->id, region, 0, "fingerprint",
                                   self->server.now_us, &error));
  g_ptr_array_add (self->fleet, peer);
  return peer;
}

void
rollout_fixture_set_up (RolloutFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubTransaction) transaction = NULL;

  server_fixture_set_up (&self->server, NULL);
  /* the fixture's own terminal is not of the fleet */
  g_assert_true (
      hub_store_run (self->server.app.store, &error, "UPDATE terminals SET state = 'revoked'", ""));
  self->fleet = g_ptr_array_new_with_free_func ((GDestroyNotify) hub_peer_free);
  transaction = hub_transaction_begin (self->server.app.store, &error);
  for (guint i = 0; i < GPOINTER_TO_UINT (data); i++)
    rollout_fixture_enrol (self, regions[i % G_N_ELEMENTS (regions)]);
  g_assert_true (hub_transaction_commit (transaction, &error));
  self->engine = hub_rollout_engine_new (&self->server.app);
}

void
rollout_fixture_tear_down (RolloutFixture *self, gconstpointer data)
{
  hub_rollout_engine_free (self->engine);
  g_ptr_array_unref (self->fleet);
  server_fixture_tear_down (&self->server, data);
}

static char *
read_pem (RolloutFixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->server.dir, "config-signer", name, NULL);
  char *pem = NULL;

  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  return pem;
}

GBytes *
rollout_fixture_sign_with (RolloutFixture *self, gint64 version, const char *member, JsonNode *node)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cert_pem = read_pem (self, "cert.pem");
  g_autofree char *key_pem = read_pem (self, "key.pem");
  g_autoptr (X509) cert = anj_cert_from_pem (cert_pem, NULL);
  g_autoptr (EVP_PKEY) key = anj_cert_key_from_pem (key_pem, NULL);
  const AnjConfig *current = hub_config_state_current (self->server.app.config);
  g_autoptr (GBytes) copy = anj_json_object_to_bytes (anj_config_document (current));
  g_autoptr (JsonObject) document = anj_json_parse_object (copy, NULL);
  g_autoptr (GBytes) source = NULL;
  GBytes *bundle;

  json_object_set_int_member (document, "version", version);
  if (node != NULL)
    json_object_set_member (document, member, node);
  source = anj_json_object_to_bytes (document);
  bundle = anj_config_sign (source, cert, key, /* chain */ NULL, &error);
  g_assert_no_error (error);
  return bundle;
}

GBytes *
rollout_fixture_sign (RolloutFixture *self, gint64 version, const char *selector)
{
  return rollout_fixture_sign_with (self, version, "selector",
                                    selector != NULL ? json_from_string (selector, NULL) : NULL);
}

HubRequest *
rollout_fixture_post (RolloutFixture *self, GBytes *bundle, const char *plan)
{
  g_autofree char *text = g_base64_encode (g_bytes_get_data (bundle, NULL),
                                           g_bytes_get_size (bundle));
  g_autofree char *body = g_strdup_printf ("{\"plan\":%s,\"bundle\":\"%s\"}", plan, text);

  return server_fixture_call (&self->server, hub_admin_rollouts_post, self->server.admin, body);
}

char *
rollout_fixture_start (RolloutFixture *self, GBytes *bundle, const char *plan)
{
  g_autoptr (HubRequest) request = rollout_fixture_post (self, bundle, plan);
  g_autoptr (JsonObject) reply = server_fixture_reply (request);

  g_assert_cmpuint (request->status, ==, 201);
  return g_strdup (anj_json_get_string (reply, "id", NULL));
}

HubRequest *
rollout_fixture_ask (RolloutFixture *self, HubHandler handler, const char *id)
{
  HubRequest *request = hub_request_new ();

  request->args[0] = g_strdup (id);
  return server_fixture_run (&self->server, handler, self->server.admin, request);
}

JsonObject *
rollout_fixture_show (RolloutFixture *self, const char *id)
{
  g_autoptr (HubRequest) request = rollout_fixture_ask (self, hub_admin_rollout_show, id);

  g_assert_cmpuint (request->status, ==, 200);
  return server_fixture_reply (request);
}

guint64
rollout_fixture_tell (RolloutFixture *self, const HubPeer *peer, guint64 version)
{
  g_autoptr (GError) error = NULL;
  const AnjConfig *config = NULL;
  gboolean ok = hub_config_offer_find (&self->server.app, peer, 1, version, &config, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  return config != NULL ? anj_config_version (config) : 0;
}

guint
rollout_fixture_tell_all (RolloutFixture *self, guint64 version)
{
  guint n_told = 0;

  for (guint i = 0; i < self->fleet->len; i++)
    n_told += rollout_fixture_tell (self, self->fleet->pdata[i], 1) == version;
  return n_told;
}

void
rollout_fixture_note (RolloutFixture *self,
                      const HubPeer *peer,
                      guint64 version,
                      HubEvidence evidence)
{
  g_autoptr (GError) error = NULL;
  const HubConfigReport report = {
    .epoch = 1, .version = version, .evidence = evidence, .reason = "so"
  };

  g_assert_true (hub_config_evidence_note (self->server.app.store, peer->id, &report,
                                           self->server.now_us, &error));
}

void
rollout_fixture_note_all (RolloutFixture *self, guint64 version, HubEvidence evidence)
{
  for (guint i = 0; i < self->fleet->len; i++)
    {
      const HubPeer *peer = self->fleet->pdata[i];
      HubEvidence known = HUB_EVIDENCE_NONE;

      g_assert_true (
          hub_config_evidence_read (self->server.app.store, 1, version, peer->id, &known, NULL));
      if (known == HUB_EVIDENCE_TOLD || known == HUB_EVIDENCE_PROBATION)
        rollout_fixture_note (self, peer, version, evidence);
    }
}

void
rollout_fixture_pass (RolloutFixture *self, guint minutes, guint64 version, HubEvidence answer)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < minutes; i++)
    {
      g_assert_true (hub_rollout_engine_run (self->engine, &error));
      rollout_fixture_tell_all (self, version);
      if (answer != HUB_EVIDENCE_NONE)
        rollout_fixture_note_all (self, version, answer);
      self->server.now_us += G_TIME_SPAN_MINUTE;
    }
}
