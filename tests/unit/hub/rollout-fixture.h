/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-config-evidence.h"
#include "hub/hub-rollout-engine.h"
#include "tests/unit/hub/server-fixture.h"

G_BEGIN_DECLS

/**
 * RolloutFixture:
 * @server: a hub; its clock is what tests set
 * @fleet: (element-type HubPeer): terminals, in villages of all three zones
 * @engine: drives its rollouts
 *
 * A hub with terminals that are asked one by one.
 */
typedef struct
{
  ServerFixture server;
  GPtrArray *fleet;
  HubRolloutEngine *engine;
} RolloutFixture;

/* for g_test_add(): @data is the number of terminals, by GUINT_TO_POINTER() */
void rollout_fixture_set_up (RolloutFixture *self, gconstpointer data);
void rollout_fixture_tear_down (RolloutFixture *self, gconstpointer data);

/* enrols one more in @region; (transfer none) */
HubPeer *rollout_fixture_enrol (RolloutFixture *self, const char *region);

/* the current configuration under @version, with @selector (nullable, JSON), signed */
GBytes *rollout_fixture_sign (RolloutFixture *self, gint64 version, const char *selector);

/* the same with @member as @node (nullable) (transfer full) */
GBytes *rollout_fixture_sign_with (RolloutFixture *self,
                                   gint64 version,
                                   const char *member,
                                   JsonNode *node);

/* what the hub answers an admin who starts a rollout of @bundle by @plan (JSON) */
HubRequest *rollout_fixture_post (RolloutFixture *self, GBytes *bundle, const char *plan);
/* the same, which must succeed: the rollout's id */
char *rollout_fixture_start (RolloutFixture *self, GBytes *bundle, const char *plan);
/* what the hub answers to @handler of rollout @id */
HubRequest *rollout_fixture_ask (RolloutFixture *self, HubHandler handler, const char *id);
/* the rollout, as an admin sees it */
JsonObject *rollout_fixture_show (RolloutFixture *self, const char *id);

/* the version that @peer is told of, while it runs @version; 0: of none */
guint64 rollout_fixture_tell (RolloutFixture *self, const HubPeer *peer, guint64 version);
/* how many of the fleet, running version 1, are told of @version when all ask */
guint rollout_fixture_tell_all (RolloutFixture *self, guint64 version);
/* what @peer says of (1, @version), as if its signature had been checked */
void rollout_fixture_note (RolloutFixture *self,
                           const HubPeer *peer,
                           guint64 version,
                           HubEvidence evidence);
/* all that were told of @version and have not answered say @evidence */
void rollout_fixture_note_all (RolloutFixture *self, guint64 version, HubEvidence evidence);

/* @minutes later: every minute the engine runs, whoever may be told of @version is, and those told
 * answer @answer, but for %HUB_EVIDENCE_NONE */
void
rollout_fixture_pass (RolloutFixture *self, guint minutes, guint64 version, HubEvidence answer);

G_END_DECLS
