/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A slip from the screen to a printer that is a pipe: what is written comes out at the other end.
 */

#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

#include "tests/unit/app/session-fake-agent.h"
#include "ui/anj-printing.h"

static const AnjSlip SLIP = {
  .language = "id",
  .village = "Desa Sumber Kencana",
  .title = "Nomor aduan",
  .number = "PGD-4827-K",
  .pin = "639217",
  .qr = "35.09.01.2001/PGD-4827-K",
  .free_of_charge = "Gratis.",
};

typedef struct
{
  FakeAgent *agent;
  AnjVisit *visit;
  int printer; /* the end where paper comes out; -1: it was pulled out */
  GByteArray *paper;
} Fixture;

static void
on_session (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
set_up (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AnjSession) session = NULL;
  int ends[2];

  self->agent = fake_agent_new ();
  anj_session_new_async (self->agent->socket_path, &self->agent->clock, &self->agent->random, NULL,
                         on_session, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  session = anj_session_new_finish (result, &error);
  g_assert_no_error (error);
  self->visit = anj_visit_new (session);
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (ends[0], TRUE, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (ends[1], TRUE, NULL));
  self->printer = ends[0];
  self->agent->device_fd = ends[1];
  self->paper = g_byte_array_new ();
}

static void
tear_down (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->visit);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  close (self->agent->device_fd);
  if (self->printer >= 0)
    close (self->printer);
  g_byte_array_unref (self->paper);
  fake_agent_free (self->agent);
}

/* the printer takes what there is, in small pieces */
static void
take (Fixture *self)
{
  guint8 piece[1000];
  gssize n_bytes = self->printer >= 0 ? read (self->printer, piece, sizeof piece) : 0;

  if (n_bytes > 0)
    g_byte_array_append (self->paper, piece, (guint) n_bytes);
}

/* until the printing is no longer running */
static AnjPrintingState
print (Fixture *self, AnjPrinting *printing)
{
  anj_printing_start (printing, self->visit, &SLIP);
  while (anj_printing_get_state (printing) == ANJ_PRINTING_RUNNING)
    {
      take (self);
      g_main_context_iteration (NULL, FALSE);
    }
  while (self->printer >= 0 && g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  for (guint i = 0; i < 1000; i++)
    take (self);
  return anj_printing_get_state (printing);
}

static void
test_all_bytes_arrive (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjPrinting *printing = anj_printing_of (self->visit, self);
  g_autoptr (GBytes) wanted = anj_slip_write_escpos (&SLIP, ANJ_SLIP_58_MM, NULL);

  g_assert_cmpint (anj_printing_get_state (printing), ==, ANJ_PRINTING_READY);
  g_assert_cmpint (print (self, printing), ==, ANJ_PRINTING_DONE);
  g_assert_cmpmem (self->paper->data, self->paper->len, g_bytes_get_data (wanted, NULL),
                   g_bytes_get_size (wanted));
  anj_printing_start (printing, self->visit, &SLIP);
  g_assert_cmpint (anj_printing_get_state (printing), ==, ANJ_PRINTING_DONE);
  g_assert_cmpuint (self->agent->n_device, ==, 1);
}

static void
test_page_made_anew_finds_the_same_printing (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjPrinting *printing = anj_printing_of (self->visit, self);

  g_assert_cmpint (print (self, printing), ==, ANJ_PRINTING_DONE);
  g_assert_true (anj_printing_of (self->visit, self) == printing);
  /* of something else there is no slip yet */
  g_assert_cmpint (anj_printing_get_state (anj_printing_of (self->visit, self->agent)), ==,
                   ANJ_PRINTING_READY);
}

static void
test_may_be_tried_again_with_paper (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjPrinting *printing = anj_printing_of (self->visit, self);

  self->agent->device_error = "Unavailable printer-paper";
  g_assert_cmpint (print (self, printing), ==, ANJ_PRINTING_NO_PAPER);
  self->agent->device_error = "Unavailable device-busy";
  g_assert_cmpint (print (self, printing), ==, ANJ_PRINTING_AWAY);
  self->agent->device_error = NULL;
  g_assert_cmpint (print (self, printing), ==, ANJ_PRINTING_DONE);
}

static void
test_slip_printed_before_is_never_asked_for_again (Fixture *self,
                                                   gconstpointer user_data G_GNUC_UNUSED)
{
  AnjPrinting *printing = anj_printing_of (self->visit, self);

  self->agent->device_error = "Invalid printed-already";
  g_assert_cmpint (print (self, printing), ==, ANJ_PRINTING_LOST);
  g_assert_cmpint (print (self, printing), ==, ANJ_PRINTING_LOST);
  g_assert_cmpuint (self->agent->n_device, ==, 1);
}

static void
test_printer_that_is_pulled_out_loses_the_slip (Fixture *self,
                                                gconstpointer user_data G_GNUC_UNUSED)
{
  AnjPrinting *printing = anj_printing_of (self->visit, self);

  close (g_steal_fd (&self->printer));
  g_assert_cmpint (print (self, printing), ==, ANJ_PRINTING_LOST);
}

static void
test_visit_that_ends_lets_go_of_the_printer (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  AnjPrinting *printing = anj_printing_of (self->visit, self);

  anj_printing_start (printing, self->visit, &SLIP);
  while (self->paper->len == 0)
    {
      take (self);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpint (anj_printing_get_state (printing), ==, ANJ_PRINTING_RUNNING);
  /* tear_down() finds the visit without a holder */
}

#define add(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  add ("/printing/all bytes arrive", test_all_bytes_arrive);
  add ("/printing/page that is made anew finds the same printing",
       test_page_made_anew_finds_the_same_printing);
  add ("/printing/may be tried again with paper", test_may_be_tried_again_with_paper);
  add ("/printing/slip that was printed before is never asked for again",
       test_slip_printed_before_is_never_asked_for_again);
  add ("/printing/printer that is pulled out loses the slip",
       test_printer_that_is_pulled_out_loses_the_slip);
  add ("/printing/visit that ends lets go of the printer",
       test_visit_that_ends_lets_go_of_the_printer);
  return g_test_run ();
}
