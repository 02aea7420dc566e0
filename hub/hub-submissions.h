/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-envelope.h"
#include "hub/hub-router.h"

G_BEGIN_DECLS

#define HUB_SUBMISSIONS_MAX 64

typedef enum {
  HUB_INTAKE_OK,
  HUB_INTAKE_CHAIN,   /* a link does not continue the chain: *out_chain says where the hub stands */
  HUB_INTAKE_FORK,    /* it proves that two machines made a chain with one key */
  HUB_INTAKE_REFUSED, /* the request as a whole is wrong: *error says why */
  HUB_INTAKE_FAILED,  /* the store: *error */
} HubIntakeOutcome;

/**
 * HubChain:
 * @last_seq: newest link held; 0: none
 * @head: its hash; zeros for none
 * @backed_up_seq: newest that a backup on another device holds; 0: none
 * @may_skip: a restore took links away that the terminal may have let go
 */
typedef struct
{
  guint64 last_seq;
  guint8 head[32];
  guint64 backed_up_seq;
  gboolean may_skip;
} HubChain;

gboolean hub_chain_read (HubStore *store, const char *terminal, HubChain *out_chain, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_submissions_take:
 * @submissions: [{header, link, payload}], ascending
 * @lost: (nullable): [{first_seq, last_seq, head}], ascending: cases that a damage cost the
 * terminal; the two together are without gaps
 * @front_seq: newest link that has left the terminal's disk, by its own word
 * @out_receipt: (out) (transfer full): covers all of them
 * @out_chain: (out): where the terminal's chain stands now
 *
 * After a restore the first link may leave a gap, once and only up to what the terminal no longer
 * has; an audit row "chain-gap" names it.
 *
 * Of what is lost the hub may hold some, which is no loss; behind the rest the chain goes on, an
 * audit row "chain-lost" names it, and the receipt says so.
 *
 * All or nothing, in one transaction. A case with a good link that the hub cannot accept is kept
 * aside and receipted as a tombstone: "invalid" (header), "damaged" (header or payload are not what
 * the link names), "region", "number" (not the certificate's), "conflict" (id, number or an
 * attachment taken by another case), "attachment" (one is too long). The receipt names attachments
 * that are still missing.
 */
HubIntakeOutcome hub_submissions_take (HubApp *app,
                                       const HubPeer *peer,
                                       JsonArray *submissions,
                                       JsonArray *lost,
                                       guint64 front_seq,
                                       AnjReceipt **out_receipt,
                                       HubChain *out_chain,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* POST /v1/submissions */
void hub_submissions_post (HubApp *app, HubRequest *request);

G_END_DECLS
