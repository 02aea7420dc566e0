/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
#include "hub/hub-admin-rollouts.h"
#include "hub/hub-audit.h"
#include "hub/hub-config-offer.h"
#include "hub/hub-config.h"
#include "hub/hub-fleet.h"
#include "tests/unit/hub/rollout-fixture.h"

#define N_FLEET 200
/* 2, 20 and all of 200 */
#define PLAN "{\"groups\":[1,10,100],\"soak_s\":600,\"answer_s\":300,\"deadline_s\":86400}"

static void
assert_state (RolloutFixture *self, const char *id, const char *state, const char *reason)
{
  g_autoptr (JsonObject) rollout = rollout_fixture_show (self, id);

  g_assert_cmpstr (anj_json_get_string (rollout, "state", NULL), ==, state);
  g_assert_cmpstr (anj_json_get_string (rollout, "reason", NULL), ==, reason);
}

static gint64
count (RolloutFixture *self, const char *id, guint group, const char *what)
{
  g_autoptr (JsonObject) rollout = rollout_fixture_show (self, id);
  JsonArray *groups = anj_json_get_array (rollout, "groups");

  return anj_json_get_int (anj_json_array_get_object (groups, group - 1), what, -1);
}

static guint64
current_version (RolloutFixture *self)
{
  return anj_config_version (hub_config_state_current (self->server.app.config));
}

/* how many audit rows tell of @event */
static gint64
count_audit (RolloutFixture *self, const char *event)
{
  HubAuditState state;
  gint64 n = 0;

  g_assert_true (hub_audit_verify (self->server.app.store, &state, NULL));
  g_assert_true (hub_store_get_int (
      self->server.app.store, NULL, 0, &n,
      "SELECT count(*) FROM audit WHERE json_extract(row, '$.event') = ?", "t", event));
  return n;
}

static HubRequest *
publish (RolloutFixture *self, GBytes *bundle)
{
  HubRequest *request = hub_request_new ();

  g_bytes_unref (request->body);
  request->body = g_bytes_ref (bundle);
  return server_fixture_run (&self->server, hub_admin_config_put, self->server.admin, request);
}

static void
test_a_good_one_goes_to_all_group_by_group (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);
  gint64 n_touched = 0;

  g_assert_cmpuint (rollout_fixture_tell_all (self, 2), ==, 0); /* nothing is released yet */
  rollout_fixture_pass (self, 5, 2, HUB_EVIDENCE_NONE);
  g_assert_cmpint (count (self, id, 1, "told"), ==, 2);
  rollout_fixture_note_all (self, 2, HUB_EVIDENCE_PROBATION);
  g_assert_cmpint (count (self, id, 1, "probation"), ==, 2);
  rollout_fixture_note_all (self, 2, HUB_EVIDENCE_KEPT);
  rollout_fixture_pass (self, 3, 2, HUB_EVIDENCE_KEPT);
  g_assert_cmpint (count (self, id, 2, "told"), ==, 0); /* it soaks */
  rollout_fixture_pass (self, 10, 2, HUB_EVIDENCE_KEPT);
  g_assert_cmpint (count (self, id, 1, "kept"), ==, 2);
  g_assert_cmpint (count (self, id, 2, "kept"), ==, 18);
  g_assert_cmpuint (current_version (self), ==, 1);
  rollout_fixture_pass (self, 20, 2, HUB_EVIDENCE_KEPT);
  g_assert_cmpint (count (self, id, 3, "kept"), ==, 180);
  rollout_fixture_pass (self, 20, 2, HUB_EVIDENCE_KEPT);
  assert_state (self, id, "finished", NULL);
  g_assert_cmpuint (current_version (self), ==, 2);
  g_assert_cmpint (count_audit (self, "rollout-started"), ==, 1);
  g_assert_cmpint (count_audit (self, "rollout-group-released"), ==, 3);
  g_assert_cmpint (count_audit (self, "rollout-finished"), ==, 1);
  g_assert_true (hub_store_get_int (self->server.app.store, NULL, 0, &n_touched,
                                    "SELECT count(*) FROM configs WHERE published_us > 0", ""));
  g_assert_cmpint (n_touched, ==, 2);
}

static void
test_a_bad_one_stops_in_the_canary (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);

  rollout_fixture_pass (self, 5, 2, HUB_EVIDENCE_NONE);
  rollout_fixture_note_all (self, 2, HUB_EVIDENCE_REVERTED);
  rollout_fixture_pass (self, 60, 2, HUB_EVIDENCE_NONE);
  assert_state (self, id, "stopped", "errors");
  g_assert_cmpint (count (self, id, 1, "reverted"), ==, 2);
  g_assert_cmpuint (rollout_fixture_tell_all (self, 2), ==, 0);
  g_assert_cmpuint (current_version (self), ==, 1);
  g_assert_cmpint (count_audit (self, "rollout-stopped"), ==, 1);
}

static void
test_a_stopped_one_is_not_published (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autoptr (GBytes) mended = rollout_fixture_sign (self, 3, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);
  g_autoptr (HubRequest) stopped = rollout_fixture_ask (self, hub_admin_rollout_stop, id);
  g_autoptr (HubRequest) refused = publish (self, bundle);
  g_autoptr (JsonObject) problem = server_fixture_reply (refused);
  g_autoptr (HubRequest) published = NULL;

  g_assert_cmpuint (stopped->status, ==, 200);
  server_fixture_assert_problem (refused, HUB_PROBLEM_ROLLOUT_STATE);
  g_assert_nonnull (strstr (anj_json_get_string (problem, "detail", ""), id));
  g_assert_cmpuint (current_version (self), ==, 1);
  published = publish (self, mended);
  g_assert_cmpuint (published->status, ==, 200);
}

static void
test_a_paused_one_is_not_published (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);
  g_autoptr (HubRequest) paused = rollout_fixture_ask (self, hub_admin_rollout_pause, id);
  g_autoptr (HubRequest) refused = publish (self, bundle);
  g_autoptr (HubRequest) resumed = rollout_fixture_ask (self, hub_admin_rollout_resume, id);
  g_autoptr (HubRequest) published = publish (self, bundle);

  g_assert_cmpuint (paused->status, ==, 200);
  server_fixture_assert_problem (refused, HUB_PROBLEM_ROLLOUT_STATE);
  g_assert_cmpuint (resumed->status, ==, 200);
  g_assert_cmpuint (published->status, ==, 200);
}

static JsonNode *
list_texts (const char *first, const char *second)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, json_array_new ());
  json_array_add_string_element (json_node_get_array (node), first);
  if (second != NULL)
    json_array_add_string_element (json_node_get_array (node), second);
  return node;
}

static JsonNode *
revoking (const char *first, const char *second)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, json_object_new ());
  json_object_set_member (json_node_get_object (node), "revoked", list_texts (first, second));
  return node;
}

/* neither published nor rolled out, for what stands at @path */
static void
assert_refused (RolloutFixture *self, GBytes *bundle, const char *path)
{
  g_autoptr (HubRequest) published = publish (self, bundle);
  g_autoptr (HubRequest) rolled_out = rollout_fixture_post (self, bundle, PLAN);
  g_autoptr (JsonObject) problem = server_fixture_reply (published);

  server_fixture_assert_problem (published, HUB_PROBLEM_CONFIG_INVALID);
  server_fixture_assert_problem (rolled_out, HUB_PROBLEM_CONFIG_INVALID);
  g_assert_true (g_str_has_prefix (anj_json_get_string (problem, "detail", ""), path));
}

static void
test_hub_cas_that_cut_everybody_off_are_refused (RolloutFixture *self,
                                                 gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *wrong = anj_cert_to_pem (self->server.app.keys->config_ca);
  g_autofree char *right = anj_cert_to_pem (self->server.app.keys->ca);
  g_autoptr (GBytes) bad = rollout_fixture_sign_with (self, 2, "hub_cas", list_texts (wrong, NULL));
  g_autoptr (GBytes)
      good = rollout_fixture_sign_with (self, 2, "hub_cas", list_texts (wrong, right));
  g_autoptr (HubRequest) published = NULL;

  assert_refused (self, bad, "/hub_cas");
  g_assert_cmpuint (current_version (self), ==, 1);
  published = publish (self, good);
  g_assert_cmpuint (published->status, ==, 200);
}

static void
test_a_revocation_is_not_forgotten (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *a = g_strnfill (64, 'a'), *b = g_strnfill (64, 'b');
  g_autoptr (GBytes) first = rollout_fixture_sign_with (self, 2, "trust", revoking (a, NULL));
  g_autoptr (GBytes) without = rollout_fixture_sign (self, 3, NULL);
  g_autoptr (GBytes) other = rollout_fixture_sign_with (self, 3, "trust", revoking (b, NULL));
  g_autoptr (GBytes) both = rollout_fixture_sign_with (self, 3, "trust", revoking (b, a));
  g_autoptr (HubRequest) revoked = publish (self, first);
  g_autoptr (HubRequest) published = NULL;

  g_assert_cmpuint (revoked->status, ==, 200);
  assert_refused (self, without, "/trust/revoked");
  assert_refused (self, other, "/trust/revoked");
  published = publish (self, both);
  g_assert_cmpuint (published->status, ==, 200);
}

static void
test_who_goes_dark_pauses_it (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);

  rollout_fixture_pass (self, 4, 2, HUB_EVIDENCE_NONE);
  g_assert_cmpint (count (self, id, 1, "waiting"), ==, 2);
  rollout_fixture_pass (self, 10, 2, HUB_EVIDENCE_NONE);
  assert_state (self, id, "paused", "silent");
  g_assert_cmpint (count (self, id, 1, "silent"), ==, 2);
  g_assert_cmpint (count (self, id, 1, "told"), ==, 2);
}

static void
test_those_who_come_back_do_not_widen_a_group (RolloutFixture *self,
                                               gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);
  guint n_told = 0;

  /* the line of who may be told moves until the canary is full: nobody calls for half an hour */
  for (guint i = 0; i < 30; i++)
    {
      g_assert_true (hub_rollout_engine_run (self->engine, NULL));
      self->server.now_us += G_TIME_SPAN_MINUTE;
    }
  for (guint i = 0; i < self->fleet->len; i++)
    n_told += rollout_fixture_tell (self, self->fleet->pdata[i], 1) == 2;
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_cmpint (count (self, id, 1, "told"), ==, 2);
}

static void
test_who_turned_it_down_is_not_told_again (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle,
                                               "{\"groups\":[100],\"errors\":50,\"at_once\":1000}");
  const HubPeer *went_back, *refused, *silent;

  rollout_fixture_pass (self, 3, 2, HUB_EVIDENCE_NONE);
  went_back = self->fleet->pdata[0];
  refused = self->fleet->pdata[1];
  silent = self->fleet->pdata[2];
  g_assert_cmpuint (rollout_fixture_tell (self, refused, 1), ==, 2);
  rollout_fixture_note (self, went_back, 2, HUB_EVIDENCE_REVERTED);
  rollout_fixture_note (self, refused, 2, HUB_EVIDENCE_REFUSED);
  g_assert_cmpuint (rollout_fixture_tell (self, went_back, 1), ==, 0);
  g_assert_cmpuint (rollout_fixture_tell (self, refused, 1), ==, 0);
  for (guint i = 3; i < self->fleet->len; i++)
    rollout_fixture_note (self, self->fleet->pdata[i], 2, HUB_EVIDENCE_KEPT);
  self->server.now_us += 20 * G_TIME_SPAN_MINUTE;
  g_assert_cmpint (count (self, id, 1, "silent"), ==, 1);

  {
    g_autoptr (HubRequest) retried = rollout_fixture_ask (self, hub_admin_rollout_retry, id);

    g_assert_cmpuint (retried->status, ==, 200);
  }
  g_assert_cmpuint (rollout_fixture_tell (self, went_back, 1), ==, 0);
  g_assert_cmpuint (rollout_fixture_tell (self, refused, 1), ==, 2);
  g_assert_cmpuint (rollout_fixture_tell (self, silent, 1), ==, 2);
  g_assert_cmpint (count (self, id, 1, "waiting"), ==, 2);
  g_assert_cmpint (count_audit (self, "rollout-retried"), ==, 1);
}

static void
test_an_admin_pauses_resumes_and_stops (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    HubHandler handler;
    const char *state; /* NULL: refused */
  } ways[] = {
    { hub_admin_rollout_resume, NULL },    { hub_admin_rollout_pause, "paused" },
    { hub_admin_rollout_pause, NULL },     { hub_admin_rollout_resume, "running" },
    { hub_admin_rollout_pause, "paused" }, { hub_admin_rollout_stop, "stopped" },
    { hub_admin_rollout_resume, NULL },    { hub_admin_rollout_pause, NULL },
    { hub_admin_rollout_stop, NULL },      { hub_admin_rollout_retry, NULL },
  };
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);
  g_autoptr (HubRequest) unknown = rollout_fixture_ask (self, hub_admin_rollout_stop, "r-none");

  server_fixture_assert_problem (unknown, HUB_PROBLEM_ROLLOUT_UNKNOWN);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (HubRequest) request = rollout_fixture_ask (self, ways[i].handler, id);

      if (ways[i].state == NULL)
        server_fixture_assert_problem (request, HUB_PROBLEM_ROLLOUT_STATE);
      else
        assert_state (self, id, ways[i].state, "admin");
    }
}

static void
test_a_paused_one_tells_nobody_new (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);
  g_autoptr (HubRequest) paused = NULL;
  g_autoptr (HubRequest) resumed = NULL;

  rollout_fixture_pass (self, 5, 2, HUB_EVIDENCE_NONE);
  rollout_fixture_note_all (self, 2, HUB_EVIDENCE_KEPT);
  paused = rollout_fixture_ask (self, hub_admin_rollout_pause, id);
  rollout_fixture_pass (self, 60, 2, HUB_EVIDENCE_NONE);
  g_assert_cmpint (count (self, id, 2, "told"), ==, 0);
  resumed = rollout_fixture_ask (self, hub_admin_rollout_resume, id);
  rollout_fixture_pass (self, 14, 2, HUB_EVIDENCE_KEPT);
  g_assert_cmpint (count (self, id, 2, "told"), ==, 18);
}

static void
test_one_rollout_at_a_time_in_a_region (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) second = rollout_fixture_sign (self, 2, NULL);
  g_autoptr (GBytes) third = rollout_fixture_sign (self, 3, NULL);
  g_autofree char *java = rollout_fixture_start (self, second, "{\"regions\":[\"35\"]}");
  g_autoptr (HubRequest) jember = rollout_fixture_post (self, third, "{\"regions\":[\"35.09\"]}");
  g_autoptr (HubRequest) all = rollout_fixture_post (self, third, "{}");
  g_autoptr (HubRequest) bali = rollout_fixture_post (self, third, "{\"regions\":[\"51\"]}");

  server_fixture_assert_problem (jember, HUB_PROBLEM_ROLLOUT_RUNNING);
  server_fixture_assert_problem (all, HUB_PROBLEM_ROLLOUT_RUNNING);
  g_assert_cmpuint (bali->status, ==, 201);
}

static void
test_a_number_is_used_once (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) second = rollout_fixture_sign (self, 2, NULL);
  g_autoptr (GBytes) same = rollout_fixture_sign (self, 2, "{\"regions\":[\"35\"]}");
  g_autoptr (GBytes) forged = g_bytes_new ("no", 2);
  g_autofree char *id = rollout_fixture_start (self, second, PLAN);
  g_autoptr (HubRequest) stopped = rollout_fixture_ask (self, hub_admin_rollout_stop, id);
  g_autoptr (HubRequest) again = rollout_fixture_post (self, same, PLAN);
  g_autoptr (HubRequest) bad = rollout_fixture_post (self, forged, PLAN);
  g_autoptr (HubRequest) odd = NULL;
  g_autoptr (HubRequest) nobody = NULL;

  server_fixture_assert_problem (again, HUB_PROBLEM_CONFIG_NOT_NEWER);
  server_fixture_assert_problem (bad, HUB_PROBLEM_CONFIG_INVALID);
  {
    g_autoptr (GBytes) third = rollout_fixture_sign (self, 3, NULL);

    odd = rollout_fixture_post (self, third, "{\"groups\":[7]}");
    server_fixture_assert_problem (odd, HUB_PROBLEM_BAD_REQUEST);
    nobody = rollout_fixture_post (self, third, "{\"regions\":[\"11\"]}");
    server_fixture_assert_problem (nobody, HUB_PROBLEM_BAD_REQUEST);
  }
}

static void
test_publishing_ends_rollouts (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) second = rollout_fixture_sign (self, 2, NULL);
  g_autoptr (GBytes) third = rollout_fixture_sign (self, 3, NULL);
  g_autofree char *first_id = rollout_fixture_start (self, second, PLAN);
  g_autoptr (HubRequest) published = publish (self, second);
  g_autofree char *other_id = rollout_fixture_start (self, third, PLAN);
  g_autoptr (GBytes) fourth = rollout_fixture_sign (self, 4, NULL);
  g_autoptr (HubRequest) overtaken = publish (self, fourth);

  g_assert_cmpuint (published->status, ==, 200);
  assert_state (self, first_id, "finished", "published");
  g_assert_cmpuint (overtaken->status, ==, 200);
  assert_state (self, other_id, "stopped", "overtaken");
  g_assert_cmpuint (rollout_fixture_tell_all (self, 4), ==, N_FLEET);
}

static void
test_a_region_keeps_its_own (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (
      self, bundle, "{\"regions\":[\"51\"],\"groups\":[100],\"soak_s\":600}");
  HubPeer *newcomer, *elsewhere;

  rollout_fixture_pass (self, 5, 2, HUB_EVIDENCE_NONE);
  g_assert_cmpint (count (self, id, 1, "told"), ==, N_FLEET / 3 + 1);
  rollout_fixture_note_all (self, 2, HUB_EVIDENCE_KEPT);
  rollout_fixture_pass (self, 20, 2, HUB_EVIDENCE_NONE);
  assert_state (self, id, "finished", NULL);
  g_assert_cmpuint (current_version (self), ==, 1);
  newcomer = rollout_fixture_enrol (self, "51.02.01.2001");
  elsewhere = rollout_fixture_enrol (self, "35.10.01.2001");
  g_assert_cmpuint (rollout_fixture_tell (self, newcomer, 1), ==, 2);
  g_assert_cmpuint (rollout_fixture_tell (self, elsewhere, 1), ==, 0);
}

static void
test_a_newcomer_has_its_rank (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);
  guint n_told = 0;

  rollout_fixture_pass (self, 5, 2, HUB_EVIDENCE_NONE);
  rollout_fixture_note_all (self, 2, HUB_EVIDENCE_KEPT);
  for (guint i = 0; i < N_FLEET; i++)
    rollout_fixture_enrol (self, "35.09.01.2001");
  rollout_fixture_pass (self, 14, 2, HUB_EVIDENCE_KEPT);
  for (guint i = N_FLEET; i < self->fleet->len; i++)
    n_told += rollout_fixture_tell (self, self->fleet->pdata[i], 1) == 2;
  g_assert_cmpint (count (self, id, 2, "told"), ==, 2 * 18 + 2); /* of 400 */
  g_assert_cmpuint (n_told, >, 5);
  g_assert_cmpuint (n_told, <, 33);
}

/* terminals for which the list says that @version is theirs */
static guint
count_due (RolloutFixture *self, gint64 version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) all = hub_fleet_list (&self->server.app, &(HubFleetQuery){ 0 }, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < json_array_get_length (all); i++)
    n += anj_json_get_int (json_array_get_object_element (all, i), "config_due", 0) == version;
  return n;
}

static void
test_a_selector_is_for_whom_it_names (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, "{\"regions\":[\"35\"]}");
  g_autoptr (HubRequest) published = publish (self, bundle);

  g_assert_cmpuint (published->status, ==, 200);
  g_assert_cmpuint (current_version (self), ==, 1); /* the hub goes on with what is for all */
  g_assert_cmpuint (rollout_fixture_tell_all (self, 2), ==, N_FLEET / 3 + 1);
  /* and for the server's own, which is of 35 as well */
  g_assert_cmpuint (count_due (self, 2), ==, N_FLEET / 3 + 2);
}

static HubRequest *
fetch (RolloutFixture *self, const HubPeer *peer, const char *version)
{
  HubRequest *request = hub_request_new ();

  request->args[0] = g_strdup (version);
  return server_fixture_run (&self->server, hub_config_get, peer, request);
}

static void
test_a_terminal_fetches_only_what_it_is_offered (RolloutFixture *self,
                                                 gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);
  guint n_fetched = 0;

  rollout_fixture_pass (self, 5, 2, HUB_EVIDENCE_NONE);
  for (guint i = 0; i < self->fleet->len; i++)
    {
      g_autoptr (HubRequest) first = fetch (self, self->fleet->pdata[i], "1");
      g_autoptr (HubRequest) second = fetch (self, self->fleet->pdata[i], "2");

      g_assert_cmpuint (first->status, ==, 200);
      n_fetched += second->status == 200;
    }
  g_assert_cmpuint (n_fetched, ==, 2);
  {
    g_autoptr (HubRequest) stopped = rollout_fixture_ask (self, hub_admin_rollout_stop, id);

    for (guint i = 0; i < self->fleet->len; i++)
      {
        g_autoptr (HubRequest) second = fetch (self, self->fleet->pdata[i], "2");

        server_fixture_assert_problem (second, HUB_PROBLEM_CONFIG_UNKNOWN);
      }
  }
}

static char *
show_text (RolloutFixture *self, const char *id)
{
  g_autoptr (JsonObject) rollout = rollout_fixture_show (self, id);

  return anj_json_object_to_text (rollout);
}

static void
test_a_hub_that_dies_goes_on_where_it_was (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);

  for (guint i = 0; i < 80; i++)
    {
      g_autofree char *before = show_text (self, id);
      g_autofree char *after = NULL;
      HubApp *app = &self->server.app;

      hub_rollout_engine_free (self->engine);
      hub_config_state_free (app->config);
      app->config = hub_config_state_open (app->store, app->keys->config_ca, NULL);
      self->engine = hub_rollout_engine_new (app);
      after = show_text (self, id);
      g_assert_cmpstr (before, ==, after);
      rollout_fixture_pass (self, 1, 2, HUB_EVIDENCE_NONE);
      if (i % 3 == 0)
        rollout_fixture_note_all (self, 2, HUB_EVIDENCE_KEPT);
    }
  assert_state (self, id, "finished", NULL);
  g_assert_cmpint (count (self, id, 1, "kept"), ==, 2);
  g_assert_cmpint (count (self, id, 2, "kept"), ==, 18);
  g_assert_cmpint (count (self, id, 3, "kept"), ==, 180);
}

static void
test_a_step_without_its_audit_row_is_none (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (self, bundle, PLAN);
  HubStore *store = self->server.app.store;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  rollout_fixture_pass (self, 5, 2, HUB_EVIDENCE_NONE);
  rollout_fixture_note_all (self, 2, HUB_EVIDENCE_REVERTED);
  before = show_text (self, id);
  g_assert_true (hub_store_run (store, NULL,
                                "CREATE TRIGGER full BEFORE INSERT ON audit"
                                " BEGIN SELECT RAISE(ABORT, 'disk full'); END",
                                ""));
  g_assert_false (hub_rollout_engine_run (self->engine, &error));
  after = show_text (self, id);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (hub_store_run (store, NULL, "DROP TRIGGER full", ""));
  g_assert_true (hub_rollout_engine_run (self->engine, NULL));
  assert_state (self, id, "stopped", "errors");
}

static void
test_terminals_are_told_by_their_own_clock (RolloutFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bundle = rollout_fixture_sign (self, 2, NULL);
  g_autofree char *id = rollout_fixture_start (
      self, bundle, "{\"groups\":[100],\"window\":\"20:00-05:00\",\"soak_s\":600}");
  HubPeer *late;

  rollout_fixture_pass (self, 9 * 60 + 50, 2,
                        HUB_EVIDENCE_NONE); /* 03:00 → 12:50 UTC: not yet evening in the west */
  g_assert_cmpint (count (self, id, 1, "told"), ==, 0);
  rollout_fixture_pass (self, 15, 2, HUB_EVIDENCE_KEPT);
  g_assert_cmpint (count (self, id, 1, "kept"), ==, N_FLEET);
  self->server.now_us += 7 * G_TIME_SPAN_HOUR; /* 20:20 UTC: morning in the east */
  late = rollout_fixture_enrol (self, "91.02.01.2001");
  g_assert_cmpuint (rollout_fixture_tell (self, late, 1), ==, 0);
  late = rollout_fixture_enrol (self, "35.10.01.2001");
  g_assert_cmpuint (rollout_fixture_tell (self, late, 1), ==, 2);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/rollouts/" path, RolloutFixture, GUINT_TO_POINTER (N_FLEET),                       \
              rollout_fixture_set_up, function, rollout_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a good one goes to all, group by group", test_a_good_one_goes_to_all_group_by_group);
  ADD ("a bad one stops in the canary", test_a_bad_one_stops_in_the_canary);
  ADD ("a stopped one is not published", test_a_stopped_one_is_not_published);
  ADD ("a paused one is not published", test_a_paused_one_is_not_published);
  ADD ("hub_cas that cut everybody off are refused",
       test_hub_cas_that_cut_everybody_off_are_refused);
  ADD ("a revocation is not forgotten", test_a_revocation_is_not_forgotten);
  ADD ("who goes dark pauses it", test_who_goes_dark_pauses_it);
  ADD ("those who come back do not widen a group", test_those_who_come_back_do_not_widen_a_group);
  ADD ("who turned it down is not told again", test_who_turned_it_down_is_not_told_again);
  ADD ("an admin pauses, resumes and stops", test_an_admin_pauses_resumes_and_stops);
  ADD ("a paused one tells nobody new", test_a_paused_one_tells_nobody_new);
  ADD ("one at a time in a region", test_one_rollout_at_a_time_in_a_region);
  ADD ("a number is used once", test_a_number_is_used_once);
  ADD ("publishing ends them", test_publishing_ends_rollouts);
  ADD ("a region keeps its own", test_a_region_keeps_its_own);
  ADD ("a newcomer has its rank", test_a_newcomer_has_its_rank);
  ADD ("a selector is for whom it names", test_a_selector_is_for_whom_it_names);
  ADD ("a terminal fetches only what it is offered",
       test_a_terminal_fetches_only_what_it_is_offered);
  ADD ("a hub that dies goes on where it was", test_a_hub_that_dies_goes_on_where_it_was);
  ADD ("a step without its audit row is none", test_a_step_without_its_audit_row_is_none);
  ADD ("terminals are told by their own clock", test_terminals_are_told_by_their_own_clock);
  return g_test_run ();
}
