/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The hub's answer on the channel, as a terminal reads it and writes it into its store. One case
 * waits there. The store goes on from input to input: none may spoil it for the next.
 *
 * Promises: what is taken can be obeyed, nothing that the hub tells makes a waiting case go, and
 * the terminal knows how it is afterwards.
 */

#include <stdlib.h>

#include "app/agent/anj-line-private.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/app/terminal-fixture.h"

static TerminalFixture fixture;

static void
forget (void)
{
  terminal_fixture_clear (&fixture);
}

static void
send_case (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation)
      reservation = anj_terminal_reserve (fixture.terminal, "complaint", &error);
  g_autoptr (GBytes) payload = agent_text ("sealed words");
  g_autoptr (GBytes) header = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = terminal_fixture_header (&fixture, reservation->id, reservation->number,
                                  reservation->anonymous, 7);
  header = agent_text (text);
  g_assert_true (
      anj_terminal_submit (fixture.terminal, reservation, header, payload, NULL, &error));
}

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  fuzz_be_quiet ();
  /* a hub that tells nonsense is warned of */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  terminal_fixture_init (&fixture);
  terminal_fixture_sync (&fixture);
  terminal_fixture_restart (&fixture);
  send_case ();
  atexit (forget);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) body = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjChannelNews) news = anj_channel_news_parse (body, "0", &error);
  g_autoptr (AnjTerminalHealth) health = NULL;

  if (news == NULL)
    {
      fuzz_assert_refused (error);
      return 0;
    }
  fuzz_note_taken ();
  g_assert_nonnull (news->cursor);
  g_assert_true (anj_channel_news_apply (fixture.terminal, news, &error));
  g_assert_no_error (error);
  health = anj_terminal_examine (fixture.terminal, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (health->n_waiting, ==, 1);
  g_assert_cmpuint (health->n_kept, ==, 0);
  return 0;
}
