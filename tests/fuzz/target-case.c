/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * One submission as it travels: header, link and payload in a JSON object.
 *
 * Promises: it comes apart and together again as it was; a header and a link that are taken are
 * taken again, and written the same, in the form that the hub writes.
 */

#include "core/anj-envelope.h"
#include "tests/fuzz/fuzz.h"

static void
check_header (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjHeader) header = anj_header_parse (bytes, &error);
  g_autoptr (AnjHeader) again = NULL;
  g_autoptr (GBytes) written = NULL, rewritten = NULL;

  if (header == NULL)
    {
      fuzz_assert_refused (error);
      return;
    }
  written = anj_header_to_bytes (header);
  again = anj_header_parse (written, &error);
  g_assert_no_error (error);
  rewritten = anj_header_to_bytes (again);
  g_assert_true (g_bytes_equal (written, rewritten));
}

static void
check_link (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjLink) link = anj_link_parse (bytes, &error);
  g_autoptr (AnjLink) again = NULL;
  g_autoptr (GBytes) written = NULL;

  if (link == NULL)
    {
      fuzz_assert_refused (error);
      return;
    }
  g_assert_cmpuint (link->seq, >=, 1);
  written = anj_link_to_bytes (link);
  again = anj_link_parse (written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (link->seq, ==, again->seq);
  g_assert_cmpstr (link->terminal, ==, again->terminal);
  g_assert_cmpmem (link->prev, 32, again->prev, 32);
  g_assert_cmpmem (link->payload_sha256, 32, again->payload_sha256, 32);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) json = g_bytes_new (data, n_bytes);
  g_autoptr (GBytes) header = NULL, link = NULL, payload = NULL, together = NULL;
  g_autoptr (GBytes) header_again = NULL, link_again = NULL, payload_again = NULL;
  g_autoptr (GError) error = NULL;

  if (!anj_submission_parse (json, &header, &link, &payload, &error))
    {
      fuzz_assert_refused (error);
      return 0;
    }
  together = anj_submission_to_bytes (header, link, payload);
  g_assert_true (
      anj_submission_parse (together, &header_again, &link_again, &payload_again, &error));
  g_assert_true (g_bytes_equal (header, header_again));
  g_assert_true (g_bytes_equal (link, link_again));
  g_assert_true (g_bytes_equal (payload, payload_again));
  fuzz_note_taken ();
  check_header (header);
  check_link (link);
  return 0;
}
