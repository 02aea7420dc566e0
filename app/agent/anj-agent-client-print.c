/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * OpenDevice "printer": the agent opens, locks and names the job, the session prints.
 *
 *   open, lock, paper? (thread) ──► the ledger keeps the ticket (store thread) ──► descriptor
 *
 * Once handed out is printed: whatever becomes of agent, session and paper after that, the slip,
 * which has the PIN on it, never comes out a second time.
 */

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "app/agent/anj-agent-client-private.h"
#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-printer.h"

void
anj_agent_client_set_job (AnjAgentClient *self, const AnjReservation *ticket)
{
  g_clear_pointer (&self->job.ticket, anj_reservation_free);
  self->job.ticket = ticket != NULL ? anj_reservation_copy (ticket) : NULL;
  self->job.is_there = TRUE;
  self->job.is_printed = FALSE;
}

static gboolean
job_take (AnjTerminal *terminal, gpointer ticket, GError **error)
{
  const AnjReservation *reservation = ticket;

  return anj_terminal_take_slip (terminal, reservation->region, reservation->number, error);
}

/* A call on its way. */
typedef struct
{
  AnjAgentCall *call;     /* (owned) */
  AnjReservation *ticket; /* (owned) (nullable): the job; %NULL: the result of a look-up */
  int fd;                 /* (owned): -1 while there is none */
} Printing;

static void
printing_free (Printing *self)
{
  anj_agent_call_free (self->call);
  g_clear_pointer (&self->ticket, anj_reservation_free);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Printing, printing_free)

static void
hand_out (Printing *printing)
{
  AnjAgentCall *call = printing->call;
  int fd = g_steal_fd (&printing->fd);
  /* the list's end is closed when the message has been sent: then the session alone holds one */
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new_from_array (&fd, 1);

  anj_agent1_complete_open_device (call->client->skeleton, call->invocation, fds,
                                   g_variant_new_handle (0));
}

static void
on_taken (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Printing) printing = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    hand_out (printing);
  else
    anj_agent_call_return_error (printing->call->invocation, error);
}

static void
on_opened (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Printing) printing = user_data;
  g_autoptr (GError) error = NULL;
  AnjAgentClient *client = printing->call->client;
  AnjReservation *ticket;

  printing->fd = anj_printer_open_finish (result, &error);
  if (printing->fd < 0)
    {
      anj_agent_call_return_error (printing->call->invocation, error);
      return;
    }
  if (printing->ticket == NULL)
    {
      client->job.is_printed = client->job.ticket == NULL;
      hand_out (printing);
      return;
    }
  ticket = anj_reservation_copy (printing->ticket);
  anj_store_thread_run (client->store, job_take, ticket, (GDestroyNotify) anj_reservation_free,
                        on_taken, g_steal_pointer (&printing));
}

gboolean
anj_agent_client_handle_printer (AnjAgentClient *self, GDBusMethodInvocation *invocation)
{
  g_autofree char *path = anj_devices_find (self->devices, ANJ_DEVICE_PRINTER);
  Printing *printing;

  if (!self->job.is_there)
    return anj_agent_call_return_invalid (invocation, "nothing-to-print");
  if (self->job.is_printed)
    return anj_agent_call_return_invalid (invocation, "printed-already");
  if (path == NULL)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "id.anjungan.Error.Unavailable",
                                                  "printer-absent");
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  printing = g_new0 (Printing, 1);
  printing->call = anj_agent_call_new (self, invocation);
  printing->ticket = self->job.ticket != NULL ? anj_reservation_copy (self->job.ticket) : NULL;
  printing->fd = -1;
  anj_printer_open_async (path, on_opened, printing);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}
