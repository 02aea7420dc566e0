/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-log-ring.h"

#include <string.h>

#include "core/anj-time.h"

#define DOMAIN_PREFIX "anj-"
/* a NIK and a No. KK have 16 digits, an account from 10 on */
#define MASKED_DIGITS 10

struct _AnjLogRing
{
  const AnjClock *clock; /* (unowned): outlives the ring */
  GMutex lock;           /* guards the rest */
  GQueue lines;          /* (element-type utf8) */
};

AnjLogRing *
anj_log_ring_new (const AnjClock *clock)
{
  AnjLogRing *self = g_atomic_rc_box_new0 (AnjLogRing);

  self->clock = clock;
  g_mutex_init (&self->lock);
  g_queue_init (&self->lines);
  return self;
}

AnjLogRing *
anj_log_ring_ref (AnjLogRing *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  AnjLogRing *self = data;

  g_queue_clear_full (&self->lines, g_free);
  g_mutex_clear (&self->lock);
}

void
anj_log_ring_unref (AnjLogRing *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* one line, of UTF-8, with runs of digits masked */
static void
append_words (GString *line, const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);
  glong n_chars = 0;

  for (const char *c = valid; *c != '\0' && n_chars < ANJ_LOG_RING_LINE_CHARS;)
    {
      gsize n_digits = strspn (c, "0123456789");

      if (n_digits >= MASKED_DIGITS)
        g_string_append (line, "(digits)");
      else if (n_digits > 0)
        g_string_append_len (line, c, (gssize) n_digits);
      else
        g_string_append_unichar (line, g_utf8_get_char (c) < ' ' ? ' ' : g_utf8_get_char (c));
      n_chars += MAX (1, (glong) n_digits);
      c = n_digits > 0 ? c + n_digits : g_utf8_next_char (c);
    }
}

static const char *
name_level (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "error";
  return level & G_LOG_LEVEL_WARNING ? "warning" : "message";
}

void
anj_log_ring_add (AnjLogRing *self, const char *domain, GLogLevelFlags level, const char *message)
{
  const GLogLevelFlags kept = G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING |
                              G_LOG_LEVEL_MESSAGE;
  g_autofree char *time = NULL;
  g_autoptr (GString) line = NULL;

  if ((level & kept) == 0 || domain == NULL || !g_str_has_prefix (domain, DOMAIN_PREFIX))
    return;
  time = anj_time_format (anj_clock_real_us (self->clock));
  line = g_string_new (time);
  g_string_append_printf (line, " %s: ", name_level (level));
  append_words (line, message);
  g_string_append_c (line, '\n');
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->lines, g_string_free (g_steal_pointer (&line), FALSE));
  if (self->lines.length > ANJ_LOG_RING_LINES)
    g_free (g_queue_pop_head (&self->lines));
  g_mutex_unlock (&self->lock);
}

static const char *
find_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (fields[i].length == -1 && g_str_equal (fields[i].key, key))
      return fields[i].value;
  return NULL;
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  const char *message = find_field (fields, n_fields, "MESSAGE");

  if (message != NULL)
    anj_log_ring_add (user_data, find_field (fields, n_fields, "GLIB_DOMAIN"), level, message);
  return g_log_writer_default (level, fields, n_fields, NULL);
}

void
anj_log_ring_install (AnjLogRing *self)
{
  g_log_set_writer_func (write_log, anj_log_ring_ref (self), (GDestroyNotify) anj_log_ring_unref);
}

GBytes *
anj_log_ring_read (AnjLogRing *self, gsize max_bytes)
{
  GString *text = g_string_new (NULL);
  gsize n_bytes = 0;
  GList *from = NULL;

  g_mutex_lock (&self->lock);
  for (GList *item = self->lines.tail; item != NULL; item = item->prev)
    {
      n_bytes += strlen (item->data);
      if (n_bytes > max_bytes)
        break;
      from = item;
    }
  for (GList *item = from; item != NULL; item = item->next)
    g_string_append (text, item->data);
  g_mutex_unlock (&self->lock);
  return g_string_free_to_bytes (text);
}
