/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-router.h"

G_BEGIN_DECLS

/* POST /admin/v1/rollouts {"bundle": base64, "plan"?: as hub_rollout_plan_parse()} → 201 a rollout
 */
void hub_admin_rollouts_post (HubApp *app, HubRequest *request);
/* GET /admin/v1/rollouts → [a rollout without its failures] */
void hub_admin_rollouts_get (HubApp *app, HubRequest *request);
/* GET /admin/v1/rollouts/{id} */
void hub_admin_rollout_show (HubApp *app, HubRequest *request);

/* POST /admin/v1/rollouts/{id}/…: → 200 the rollout, or 409 `rollout-state` */
void hub_admin_rollout_pause (HubApp *app, HubRequest *request);
void hub_admin_rollout_resume (HubApp *app, HubRequest *request);
void hub_admin_rollout_stop (HubApp *app, HubRequest *request);
void hub_admin_rollout_retry (HubApp *app, HubRequest *request);

/* GET /admin/v1/rollouts/{id}/evidence/{terminal} → what the terminal signed, DER */
void hub_admin_rollout_evidence (HubApp *app, HubRequest *request);

G_END_DECLS
