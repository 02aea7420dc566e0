/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * POST /v1/config-state: which configuration a terminal runs, signed by it. The corpus is signed by
 * a terminal whose key was thrown away; it is also who asks.
 *
 * Promises: what is kept is one of the reports that it signed then; a refusal changes nothing.
 */

#include <stdlib.h>
#include <string.h>

#include "core/anj-cms.h"
#include "core/anj-kdf.h"
#include "hub/hub-config-evidence.h"
#include "tests/fuzz/der-tree.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/hub.h"

static FuzzHub *hub;
static HubPeer *peer;
static char *hashes; /* SHA-256 of each signed content, a line each */

static void
forget (void)
{
  g_free (hashes);
  hub_peer_free (peer);
  fuzz_hub_free (hub);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GBytes) list = fuzz_read_signed ("reports.sha256");
  g_autoptr (X509) terminal = NULL;

  hashes = g_strndup (g_bytes_get_data (list, NULL), g_bytes_get_size (list));
  hub = fuzz_hub_new ();
  terminal = fuzz_hub_add_signed_terminal (hub);
  peer = hub_peer_new (terminal, hub->server.app.keys->cas, ANJ_CERT_ANY_TIME);
  g_assert_cmpint (peer->kind, ==, HUB_PEER_TERMINAL);
  hub->peer = peer;
  fuzz_hub_keep (hub);
  atexit (forget);
  return 0;
}

gsize
LLVMFuzzerCustomMutator (guint8 *data, gsize n_bytes, gsize n_max, unsigned seed)
{
  FuzzRandom random = { .state = seed };

  if (fuzz_random_below (&random, 3) == 0)
    return LLVMFuzzerMutate (data, n_bytes, n_max);
  return der_mutate (data, n_bytes, n_max, &random);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (HubRequest) request = NULL;

  fuzz_hub_rewind (hub);
  request = fuzz_hub_run (hub, hub_config_state_post, fuzz_hub_request (data, n_bytes));
  if (request->status == 204)
    {
      g_autoptr (X509) signer = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) content = anj_cms_open_signed (request->body, &signer, &error);
      g_autofree char *hash = NULL;

      fuzz_note_taken ();
      g_assert_no_error (error);
      hash = anj_sha256_hex (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
      g_assert_nonnull (strstr (hashes, hash));
      g_assert_cmpint (fuzz_hub_count (hub, "SELECT count(*) FROM config_evidence"), ==, 1);
    }
  else
    {
      g_assert_cmpuint (request->status, ==, 400);
      g_assert_cmpuint (hub->n_commits, ==, 0);
    }
  return 0;
}
