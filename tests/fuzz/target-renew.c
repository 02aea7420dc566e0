/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * POST /v1/renew, where anybody may ask: a PKCS#10 request in CMS. The corpus is signed by a
 * terminal whose key was thrown away.
 *
 * Promises: a certificate for that terminal and its one key, or a refusal that changes nothing.
 */

#include <glib/gstdio.h>
#include <stdlib.h>

#include "core/anj-hex.h"
#include "hub/hub-renew.h"
#include "tests/fuzz/der-tree.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/hub.h"

static FuzzHub *hub;
static X509 *terminal;

static void
forget (void)
{
  X509_free (terminal);
  fuzz_hub_free (hub);
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  hub = fuzz_hub_new ();
  terminal = fuzz_hub_add_signed_terminal (hub);
  hub->peer = NULL;
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

static void
check_renewed (const HubRequest *request)
{
  g_autoptr (GBytes) der = anj_base64_decode (request->reply);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) certs = anj_cert_bag_open (der, &error);
  X509 *cert;

  g_assert_no_error (error);
  g_assert_cmpuint (certs->len, >=, 1);
  cert = certs->pdata[0];
  g_assert_cmpint (EVP_PKEY_eq (X509_get0_pubkey (cert), X509_get0_pubkey (terminal)), ==, 1);
  g_assert_cmpint (X509_NAME_cmp (X509_get_subject_name (cert), X509_get_subject_name (terminal)),
                   ==, 0);
  g_assert_true (anj_cert_verify_chain (cert, hub->server.app.keys->ca, ANJ_CERT_CLIENT,
                                        hub->server.now_us, &error));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (HubRequest) request = NULL;

  fuzz_hub_rewind (hub);
  request = fuzz_hub_run (hub, hub_renew_signed_post, fuzz_hub_request (data, n_bytes));
  if (request->status == 200)
    {
      g_autofree char *log = g_build_filename (hub->server.dir, "terminals.log", NULL);

      fuzz_note_taken ();
      check_renewed (request);
      g_unlink (log); /* what is kept outside of the database, for lost ones */
    }
  else
    g_assert_cmpuint (hub->n_commits, ==, 0);
  return 0;
}
