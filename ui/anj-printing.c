/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

/*
 *             start               descriptor              all written
 *   READY ───────────► RUNNING ──────────────► RUNNING ───────────────► DONE
 *     ▲                   │ refused               │ error, or 10 s without a byte
 *     │ start             ▼                       ▼
 *   NO_PAPER, AWAY ◄──────┴─► LOST (already) ◄── LOST
 */

#include "ui/anj-printing.h"

#include <errno.h>
#include <glib-unix.h>
#include <unistd.h>

#include "core/anj-json.h"

#define VISIT_KEY "anj-printing"
#define CHUNK_BYTES 4096
#define STALL_MS 10000
#define NARROW_MM 58

struct _AnjPrinting
{
  GObject parent_instance;

  gconstpointer job; /* (unowned): compared only */
  AnjPrintingState state;
  GCancellable *cancellable; /* (owned): cancelled in dispose */
  GBytes *bytes;             /* (owned) (nullable): secret; those that go to the printer */
  gsize n_written;
  int fd; /* (owned): -1 while there is none */
  guint write_source;
  guint stall_source;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AnjPrinting, anj_printing, G_TYPE_OBJECT)

/* lets go of the printer */
static void
release (AnjPrinting *self)
{
  g_clear_handle_id (&self->write_source, g_source_remove);
  g_clear_handle_id (&self->stall_source, g_source_remove);
  if (self->fd >= 0)
    close (g_steal_fd (&self->fd));
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

static void
set_state (AnjPrinting *self, AnjPrintingState state)
{
  g_debug ("printing: %d -> %d", self->state, state);
  self->state = state;
  if (state != ANJ_PRINTING_RUNNING)
    release (self);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
on_stalled (gpointer user_data)
{
  AnjPrinting *self = user_data;

  self->stall_source = 0;
  g_message ("the printer took nothing for %d s", STALL_MS / 1000);
  set_state (self, ANJ_PRINTING_LOST);
  return G_SOURCE_REMOVE;
}

static void
watch_for_stall (AnjPrinting *self)
{
  g_clear_handle_id (&self->stall_source, g_source_remove);
  self->stall_source = g_timeout_add (STALL_MS, on_stalled, self);
}

/* Is over when the printer takes more after the last byte: usblp would drop what it still carries
 * when its descriptor is closed (Linux, drivers/usb/class/usblp.c, usblp_release). */
static gboolean
on_writable (int fd, GIOCondition condition, gpointer user_data)
{
  AnjPrinting *self = user_data;
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (self->bytes, &n_bytes);
  gssize n_taken;

  if ((condition & (G_IO_ERR | G_IO_HUP | G_IO_NVAL)) == 0 && self->n_written == n_bytes)
    {
      self->write_source = 0;
      set_state (self, ANJ_PRINTING_DONE);
      return G_SOURCE_REMOVE;
    }
  n_taken = write (fd, data + self->n_written, MIN (CHUNK_BYTES, n_bytes - self->n_written));
  if (n_taken < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n_taken <= 0)
    {
      g_message ("cannot print: %s", g_strerror (errno));
      self->write_source = 0;
      set_state (self, ANJ_PRINTING_LOST);
      return G_SOURCE_REMOVE;
    }
  self->n_written += (gsize) n_taken;
  watch_for_stall (self);
  return G_SOURCE_CONTINUE;
}

static AnjPrintingState
state_of (const GError *error)
{
  if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_NO_PAPER))
    return ANJ_PRINTING_NO_PAPER;
  if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID))
    return ANJ_PRINTING_LOST;
  return ANJ_PRINTING_AWAY;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AnjPrinting) self = user_data;
  g_autoptr (GError) error = NULL;
  int fd = anj_session_open_device_finish (ANJ_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (fd < 0)
    {
      g_message ("no printer: %s", error->message);
      set_state (self, state_of (error));
      return;
    }
  self->fd = fd;
  self->n_written = 0;
  self->write_source = g_unix_fd_add (fd, G_IO_OUT | G_IO_ERR | G_IO_HUP, on_writable, self);
  watch_for_stall (self);
}

void
anj_printing_start (AnjPrinting *self, AnjVisit *visit, const AnjSlip *slip)
{
  AnjSession *session = anj_visit_get_session (visit);
  g_autoptr (GError) error = NULL;
  AnjSlipPaper paper;

  if (self->state == ANJ_PRINTING_RUNNING || self->state == ANJ_PRINTING_DONE ||
      self->state == ANJ_PRINTING_LOST)
    return;
  if (session == NULL || !anj_printing_is_possible (visit, &paper))
    {
      set_state (self, ANJ_PRINTING_AWAY);
      return;
    }
  self->bytes = anj_slip_write_escpos (slip, paper, &error);
  if (self->bytes == NULL)
    {
      g_warning ("%s", error->message);
      set_state (self, ANJ_PRINTING_AWAY);
      return;
    }
  set_state (self, ANJ_PRINTING_RUNNING);
  anj_session_open_device_async (session, "printer", self->cancellable, on_opened,
                                 g_object_ref (self));
}

gboolean
anj_printing_is_possible (AnjVisit *visit, AnjSlipPaper *out_paper)
{
  JsonObject *status = anj_visit_get_status (visit);

  if (status == NULL || g_strcmp0 (anj_json_get_string (status, "printer", NULL), "ready") != 0)
    return FALSE;
  *out_paper = anj_json_get_int (status, "printer_mm", 0) == NARROW_MM ? ANJ_SLIP_58_MM
                                                                       : ANJ_SLIP_80_MM;
  return TRUE;
}

static void
give_up (gpointer printing)
{
  g_object_run_dispose (printing);
  g_object_unref (printing);
}

AnjPrinting *
anj_printing_of (AnjVisit *visit, gconstpointer job)
{
  AnjPrinting *self = g_object_get_data (G_OBJECT (visit), VISIT_KEY);

  if (self != NULL && self->job == job)
    return self;
  self = g_object_new (ANJ_TYPE_PRINTING, NULL);
  self->job = job;
  g_object_set_data_full (G_OBJECT (visit), VISIT_KEY, self, give_up);
  return self;
}

AnjPrintingState
anj_printing_get_state (AnjPrinting *self)
{
  return self->state;
}

static void
anj_printing_dispose (GObject *object)
{
  AnjPrinting *self = ANJ_PRINTING (object);

  g_cancellable_cancel (self->cancellable);
  release (self);
  G_OBJECT_CLASS (anj_printing_parent_class)->dispose (object);
}

static void
anj_printing_finalize (GObject *object)
{
  g_object_unref (ANJ_PRINTING (object)->cancellable);
  G_OBJECT_CLASS (anj_printing_parent_class)->finalize (object);
}

static void
anj_printing_class_init (AnjPrintingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_printing_dispose;
  G_OBJECT_CLASS (klass)->finalize = anj_printing_finalize;
  changed_signal = g_signal_new ("changed", ANJ_TYPE_PRINTING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
anj_printing_init (AnjPrinting *self)
{
  self->cancellable = g_cancellable_new ();
  self->fd = -1;
}
