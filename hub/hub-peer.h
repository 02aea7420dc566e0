/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-cert.h"
#include "hub/hub-problem.h"

G_BEGIN_DECLS

typedef enum {
  HUB_PEER_NOBODY, /* no certificate, or one that does not hold */
  HUB_PEER_TERMINAL,
  HUB_PEER_ADMIN,
} HubPeerKind;

/**
 * HubPeer:
 * @problem: for %HUB_PEER_NOBODY: why
 * @id: (owned) (nullable): terminal's id or admin's name
 * @region: (owned) (nullable): a terminal's village
 * @slice_first: first ticket number's index
 * @slice_size: number of indices
 * @not_after_us: the certificate's end, µs UTC
 * @key_sha256: (owned) (nullable): of its public key (anj_cert_key_sha256())
 *
 * Who is at the other end, by certificate alone. A terminal's state is the store's to say, at each
 * request.
 */
typedef struct
{
  HubPeerKind kind;
  HubProblem problem;
  char *id;
  char *region;
  guint32 slice_first;
  guint32 slice_size;
  gint64 not_after_us;
  char *key_sha256;
} HubPeer;

/**
 * hub_peer_new:
 * @cert: (nullable): what the client showed; not trusted
 * @cas: (element-type X509): the hub's CAs, the present one first: admins are let in by that alone
 * @now_us: µs UTC, or %ANJ_CERT_ANY_TIME
 *
 * Checks chain, clientAuth and validity, then reads the subject.
 *
 * Returns: (transfer full): never %NULL
 */
HubPeer *hub_peer_new (X509 *cert, GPtrArray *cas, gint64 now_us);
void hub_peer_free (HubPeer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubPeer, hub_peer_free)

/* subject serialNumber: "FIRST+SIZE"; (transfer full) */
char *hub_peer_slice_format (guint32 first, guint32 size);

G_END_DECLS
