/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-rejects.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct _HubRejects
{
  char *data_dir; /* (nullable) */
  char *batch;
  guint64 n;
  GPtrArray *first; /* (element-type utf8) */
  char *tmp_path;   /* (nullable): to be removed */
  FILE *file;       /* (nullable) (owned): opened with the first bad row */
};

HubRejects *
hub_rejects_new (const char *data_dir, const char *batch)
{
  HubRejects *self = g_new0 (HubRejects, 1);

  self->data_dir = g_strdup (data_dir);
  self->batch = g_strdup (batch);
  self->first = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
hub_rejects_free (HubRejects *self)
{
  g_clear_pointer (&self->file, fclose);
  if (self->tmp_path != NULL)
    g_unlink (self->tmp_path);
  g_ptr_array_unref (self->first);
  g_free (self->tmp_path);
  g_free (self->data_dir);
  g_free (self->batch);
  g_free (self);
}

char *
hub_rejects_path (const char *data_dir, const char *batch)
{
  return g_strdup_printf ("%s/rejected/%s.csv", data_dir, batch);
}

static gboolean
open_file (HubRejects *self, GError **error)
{
  g_autofree char *dir = g_build_filename (self->data_dir, "rejected", NULL);
  int fd;

  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot make %s: %s", dir,
                   g_strerror (errno));
      return FALSE;
    }
  self->tmp_path = g_strdup_printf ("%s/.%s.new", dir, self->batch);
  fd = open (self->tmp_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || (self->file = fdopen (fd, "w")) == NULL)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_CANT_CREATE, "cannot write %s: %s", self->tmp_path,
                   g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  fputs ("line,column,reason\n", self->file);
  return TRUE;
}

gboolean
hub_rejects_add (HubRejects *self,
                 guint64 line,
                 const char *column,
                 const char *reason,
                 GError **error)
{
  self->n++;
  if (self->first->len < HUB_REJECTS_SHOWN)
    g_ptr_array_add (self->first, g_strdup_printf ("line %" G_GUINT64_FORMAT "%s%s: %s", line,
                                                   *column != '\0' ? ", " : "", column, reason));
  if (self->data_dir == NULL)
    return TRUE;
  if (self->file == NULL && !open_file (self, error))
    return FALSE;
  fprintf (self->file, "%" G_GUINT64_FORMAT ",%s,", line, column);
  csv_fwrite (self->file, reason, strlen (reason));
  fputc ('\n', self->file);
  return TRUE;
}

guint64
hub_rejects_n (const HubRejects *self)
{
  return self->n;
}

GPtrArray *
hub_rejects_first (const HubRejects *self)
{
  return self->first;
}

gboolean
hub_rejects_close (HubRejects *self, char **out_path, GError **error)
{
  g_autofree char *path = NULL;
  gboolean ok;

  *out_path = NULL;
  if (self->data_dir == NULL)
    return TRUE;
  path = hub_rejects_path (self->data_dir, self->batch);
  if (self->file == NULL)
    {
      g_unlink (path); /* of an attempt that failed */
      return TRUE;
    }
  ok = fflush (self->file) == 0 && fsync (fileno (self->file)) == 0;
  ok = fclose (g_steal_pointer (&self->file)) == 0 && ok;
  if (!ok || g_rename (self->tmp_path, path) != 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot write %s: %s", path, g_strerror (errno));
      return FALSE;
    }
  g_clear_pointer (&self->tmp_path, g_free);
  *out_path = g_steal_pointer (&path);
  return TRUE;
}
