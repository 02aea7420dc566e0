/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-disk.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512

typedef enum {
  OP_CREATE,
  OP_WRITE,
  OP_TRUNCATE,
  OP_SYNC,
  OP_SYNC_FAILED,
  OP_DROP,
  OP_SYNC_FOLDER,
  OP_RENAME,
  OP_LINK,
  OP_UNLINK
} OpKind;

typedef struct
{
  OpKind kind;
  char *name;   /* below the folder */
  char *other;  /* of a rename or link: the new name */
  GBytes *data; /* of a drop: what is safe of it */
  goffset at;   /* of a write; the size of a truncate */
} Op;

struct _FaultDisk
{
  char *folder;
  char *other;       /* (owned) (nullable): fault_disk_split() */
  GHashTable *start; /* (element-type utf8 GBytes): what was there */
  GPtrArray *ops;    /* (element-type Op) */
  FaultPlan plan;
  guint n_seen;        /* of the plan's calls */
  gboolean has_failed; /* an fsync */
  gboolean is_own;     /* what is done to the files now is the disk's doing */
};

static void
op_free (Op *self)
{
  g_free (self->name);
  g_free (self->other);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

/* (nullable): what is outside, or of shared memory, is not of the disk */
static const char *
name_in (const char *folder, const char *path)
{
  gsize n = strlen (folder);

  if (strncmp (path, folder, n) != 0 || (path[n] != '/' && path[n] != '\0') ||
      g_str_has_suffix (path, "-shm"))
    return NULL;
  return path[n] == '/' ? path + n + 1 : "";
}

static void
add (FaultDisk *self, OpKind kind, const char *path, const char *other, GBytes *data, goffset at)
{
  const char *name = name_in (self->folder, path);
  Op *op;

  if (name == NULL || self->is_own)
    {
      g_clear_pointer (&data, g_bytes_unref);
      return;
    }
  op = g_new0 (Op, 1);
  op->kind = kind;
  op->name = g_strdup (name);
  op->other = other != NULL ? g_strdup (name_in (self->folder, other)) : NULL;
  op->data = data;
  op->at = at;
  g_ptr_array_add (self->ops, op);
}

/* SQLite's shared memory is on the disk too, though no cut leaves it */
static gboolean
is_planned (const FaultDisk *self, FaultCall call, const char *path)
{
  return (self->plan.calls & call) != 0 && g_str_has_prefix (path, self->folder);
}

static int
on_before (FaultCall call, const char *path, gpointer user_data)
{
  FaultDisk *self = user_data;
  guint nth = self->plan.nth + (self->plan.is_half ? 1 : 0);
  gboolean fails;

  if (self->is_own || !is_planned (self, call, path))
    return 0;
  self->n_seen++;
  fails = self->plan.nth != 0 && self->plan.error_number != 0 &&
          (self->n_seen == nth || (self->plan.for_good && self->n_seen > nth));
  if (fails && self->n_seen == nth)
    g_test_message ("fails: call %u on %s", (guint) call, name_in (self->folder, path));
  if (fails && call == FAULT_CALL_SYNC)
    {
      self->has_failed = TRUE;
      add (self, OP_SYNC_FAILED, path, NULL, NULL, 0);
    }
  return fails ? self->plan.error_number : 0;
}

static gsize
on_allow (FaultCall call, const char *path, gsize n_bytes, gpointer user_data)
{
  FaultDisk *self = user_data;

  return self->plan.is_half && self->n_seen == self->plan.nth && is_planned (self, call, path)
             ? n_bytes / 2
             : n_bytes;
}

static void
on_created (const char *path, gpointer user_data)
{
  add (user_data, OP_CREATE, path, NULL, NULL, 0);
}

static void
on_wrote (const char *path, const void *data, gsize n_bytes, goffset at, gpointer user_data)
{
  add (user_data, OP_WRITE, path, NULL, g_bytes_new (data, n_bytes), at);
}

static void
on_truncated (const char *path, goffset size, gpointer user_data)
{
  add (user_data, OP_TRUNCATE, path, NULL, NULL, size);
}

static void
on_synced (const char *path, gpointer user_data)
{
  gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);

  add (user_data, is_folder ? OP_SYNC_FOLDER : OP_SYNC, path, NULL, NULL, 0);
}

static void
on_renamed (const char *from, const char *to, gpointer user_data)
{
  add (user_data, OP_RENAME, from, to, NULL, 0);
}

static void
on_linked (const char *from, const char *to, gpointer user_data)
{
  add (user_data, OP_LINK, from, to, NULL, 0);
}

static void
on_unlinked (const char *path, gpointer user_data)
{
  add (user_data, OP_UNLINK, path, NULL, NULL, 0);
}

static void
read_folder (GHashTable *files, const char *folder, const char *prefix)
{
  g_autofree char *path = g_build_filename (folder, prefix, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *name = prefix[0] != '\0' ? g_build_filename (prefix, entry, NULL)
                                                : g_strdup (entry);
      g_autofree char *full = g_build_filename (folder, name, NULL);
      char *data;
      gsize n_bytes;

      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        read_folder (files, folder, name);
      else if (!g_str_has_suffix (name, "-shm") &&
               g_file_get_contents (full, &data, &n_bytes, NULL))
        g_hash_table_insert (files, g_steal_pointer (&name), g_bytes_new_take (data, n_bytes));
    }
}

static void on_dropped (const char *path, gpointer user_data);

FaultDisk *
fault_disk_record (const char *folder)
{
  FaultDisk *self = g_new0 (FaultDisk, 1);
  const FaultListener listener = { .before = on_before,
                                   .allow = on_allow,
                                   .created = on_created,
                                   .wrote = on_wrote,
                                   .truncated = on_truncated,
                                   .synced = on_synced,
                                   .dropped = on_dropped,
                                   .renamed = on_renamed,
                                   .linked = on_linked,
                                   .unlinked = on_unlinked,
                                   .user_data = self };

  self->folder = g_strdup (folder);
  self->start = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_bytes_unref);
  self->ops = g_ptr_array_new_with_free_func ((GDestroyNotify) op_free);
  read_folder (self->start, folder, "");
  fault_libc_listen (&listener);
  return self;
}

void
fault_disk_split (FaultDisk *self, const char *name)
{
  g_free (self->other);
  self->other = g_strdup (name);
}

void
fault_disk_stop (FaultDisk *self)
{
  (void) self;
  fault_libc_listen (NULL);
}

void
fault_disk_fail (FaultDisk *self, const FaultPlan *plan)
{
  self->plan = *plan;
  self->n_seen = 0;
}

guint
fault_disk_heal (FaultDisk *self)
{
  self->plan = (FaultPlan){ 0 };
  return self->n_seen;
}

void
fault_disk_free (FaultDisk *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->start);
  g_ptr_array_unref (self->ops);
  g_free (self->other);
  g_free (self->folder);
  g_free (self);
}

guint
fault_disk_count (const FaultDisk *self)
{
  return self->ops->len;
}

/* a file, whatever its names are: what is safe, and what was done to it since */
typedef struct
{
  gatomicrefcount references;
  GByteArray *durable;
  GPtrArray *pending; /* (element-type Op) (unowned): writes and truncates */
  guint disk;         /* which */
  guint name_seen;    /* the count of that disk's names at which its own was given */
} Inode;

struct _FaultImages
{
  const FaultDisk *disk;
  GRand *chance;
  guint n_done;
  GHashTable *names;         /* (element-type utf8 Inode): all that were given */
  GHashTable *durable_names; /* (element-type utf8 Inode): those that are safe */
  GPtrArray *name_ops[2];    /* (element-type NameOp): those after them, on each disk */
  guint n_names[2];          /* given in all */
};

/* @inode: (nullable): of a folder there is none */
typedef struct
{
  Op *op;
  Inode *inode;
} NameOp;

static Inode *
inode_new (GBytes *content)
{
  Inode *self = g_new0 (Inode, 1);

  g_atomic_ref_count_init (&self->references);
  self->durable = g_byte_array_new ();
  if (content != NULL)
    g_byte_array_append (self->durable, g_bytes_get_data (content, NULL),
                         (guint) g_bytes_get_size (content));
  self->pending = g_ptr_array_new ();
  return self;
}

static Inode *
inode_ref (Inode *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
inode_unref (Inode *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_byte_array_unref (self->durable);
  g_ptr_array_unref (self->pending);
  g_free (self);
}

static void
name_op_free (NameOp *self)
{
  g_clear_pointer (&self->inode, inode_unref);
  g_free (self);
}

static gboolean
is_below (const char *name, const char *folder)
{
  gsize n = strlen (folder);

  return strncmp (name, folder, n) == 0 && name[n] == '/';
}

/* of fault_disk_split() */
static guint
disk_of (const FaultDisk *self, const char *name)
{
  return self->other != NULL && (g_str_equal (name, self->other) || is_below (name, self->other))
             ? 1
             : 0;
}

static void
grow (GByteArray *content, gsize size)
{
  gsize before = content->len;

  if (size <= before)
    return;
  g_byte_array_set_size (content, (guint) size);
  memset (content->data + before, 0, size - before);
}

static void
set_size (GByteArray *content, gsize size)
{
  grow (content, size);
  g_byte_array_set_size (content, (guint) size);
}

static void
put (GByteArray *content, const guint8 *data, gsize n_bytes, gsize at)
{
  grow (content, at + n_bytes);
  memcpy (content->data + at, data, n_bytes);
}

static void
do_op (GByteArray *content, const Op *op)
{
  if (op->kind == OP_TRUNCATE)
    set_size (content, (gsize) op->at);
  else
    put (content, g_bytes_get_data (op->data, NULL), g_bytes_get_size (op->data), (gsize) op->at);
}

static GHashTable *
names_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) inode_unref);
}

FaultImages *
fault_images_new (const FaultDisk *disk, GRand *chance)
{
  FaultImages *self = g_new0 (FaultImages, 1);
  GHashTableIter iter;
  gpointer name, content;

  self->disk = disk;
  self->chance = chance;
  self->names = names_new ();
  self->durable_names = names_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (self->name_ops); i++)
    self->name_ops[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) name_op_free);
  g_hash_table_iter_init (&iter, disk->start);
  while (g_hash_table_iter_next (&iter, &name, &content))
    {
      Inode *inode = inode_new (content);

      inode->disk = disk_of (disk, name);
      g_hash_table_insert (self->durable_names, g_strdup (name), inode_ref (inode));
      g_hash_table_insert (self->names, g_strdup (name), inode);
    }
  return self;
}

void
fault_images_free (FaultImages *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->durable_names);
  for (gsize i = 0; i < G_N_ELEMENTS (self->name_ops); i++)
    g_ptr_array_unref (self->name_ops[i]);
  g_free (self);
}

/* a folder's new name is that of all that is in it */
static void
rename_folder (GHashTable *names, const Op *op)
{
  g_autoptr (GList) all = g_hash_table_get_keys (names);

  for (GList *each = all; each != NULL; each = each->next)
    if (is_below (each->data, op->name))
      {
        Inode *inode = inode_ref (g_hash_table_lookup (names, each->data));

        g_hash_table_replace (
            names, g_strconcat (op->other, (const char *) each->data + strlen (op->name), NULL),
            inode);
        g_hash_table_remove (names, each->data);
      }
}

static void
give_name (GHashTable *names, const NameOp *op)
{
  if (op->inode == NULL)
    rename_folder (names, op->op);
  else if (op->op->kind == OP_CREATE)
    g_hash_table_replace (names, g_strdup (op->op->name), inode_ref (op->inode));
  else
    {
      if (op->op->kind != OP_UNLINK)
        g_hash_table_replace (names, g_strdup (op->op->other), inode_ref (op->inode));
      if (op->op->kind != OP_LINK)
        g_hash_table_remove (names, op->op->name);
    }
}

/* the names up to the @n-th of @disk are safe */
static void
keep_names (FaultImages *self, guint disk, guint n)
{
  GPtrArray *ops = self->name_ops[disk];

  while (ops->len > 0 && self->n_names[disk] - ops->len < n)
    {
      give_name (self->durable_names, ops->pdata[0]);
      g_ptr_array_remove_index (ops, 0);
    }
}

static gboolean
is_folder (FaultImages *self, const char *name)
{
  GHashTableIter iter;
  gpointer known;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &known, NULL))
    if (is_below (known, name))
      return TRUE;
  return FALSE;
}

static void
do_name (FaultImages *self, Op *op)
{
  Inode *known = g_hash_table_lookup (self->names, op->name);
  guint disk = disk_of (self->disk, op->name);
  NameOp *name_op;

  if (op->kind != OP_CREATE && known == NULL &&
      (op->kind != OP_RENAME || !is_folder (self, op->name)))
    return;
  name_op = g_new0 (NameOp, 1);
  name_op->op = op;
  if (op->kind == OP_CREATE)
    name_op->inode = inode_new (NULL);
  else if (known != NULL)
    name_op->inode = inode_ref (known);
  g_ptr_array_add (self->name_ops[disk], name_op);
  self->n_names[disk]++;
  if (op->kind == OP_CREATE)
    {
      name_op->inode->disk = disk;
      name_op->inode->name_seen = self->n_names[disk];
    }
  give_name (self->names, name_op);
}

/* what a cut makes of writes that no fsync has seen */
typedef enum { FATE_ALL, FATE_NONE, FATE_SOME, FATE_ZEROS, N_FATES } Fate;

static void
put_some (GByteArray *content, const Op *op, Fate fate, GRand *chance)
{
  gsize n_bytes = g_bytes_get_size (op->data);
  const guint8 *data = g_bytes_get_data (op->data, NULL);
  gsize done = 0;

  while (done < n_bytes)
    {
      gsize at = (gsize) op->at + done;
      gsize n = MIN (SECTOR - at % SECTOR, n_bytes - done);
      gsize before = content->len;

      if (g_rand_boolean (chance))
        put (content, data + done, n, at);
      else if (fate == FATE_ZEROS && at >= before)
        grow (content, at + n);
      done += n;
    }
}

static GByteArray *
draw_content (const Inode *inode, Fate fate, GRand *chance)
{
  GByteArray *content = g_byte_array_new ();

  g_byte_array_append (content, inode->durable->data, inode->durable->len);
  for (guint i = 0; i < inode->pending->len; i++)
    {
      const Op *op = inode->pending->pdata[i];

      if (fate == FATE_ALL ||
          (fate != FATE_NONE && op->kind == OP_TRUNCATE && g_rand_boolean (chance)))
        do_op (content, op);
      else if (fate != FATE_NONE && op->kind == OP_WRITE)
        put_some (content, op, fate, chance);
    }
  return content;
}

/* the pages count as written and are not written again: what reached the disk is all there is */
static void
lose_some (FaultImages *self, Inode *inode)
{
  GByteArray *content = draw_content (inode, FATE_SOME, self->chance);

  g_byte_array_unref (inode->durable);
  inode->durable = content;
  g_ptr_array_set_size (inode->pending, 0);
}

/* it was seen what is left of what a failed fsync lost */
static void
set_durable (Inode *inode, GBytes *content)
{
  g_byte_array_set_size (inode->durable, 0);
  g_byte_array_append (inode->durable, g_bytes_get_data (content, NULL),
                       (guint) g_bytes_get_size (content));
}

static void
sync_file (FaultImages *self, Inode *inode)
{
  for (guint i = 0; i < inode->pending->len; i++)
    do_op (inode->durable, inode->pending->pdata[i]);
  g_ptr_array_set_size (inode->pending, 0);
  keep_names (self, inode->disk, inode->name_seen);
}

static void
do_file (FaultImages *self, Op *op)
{
  Inode *inode = g_hash_table_lookup (self->names, op->name);

  if (inode == NULL)
    return;
  if (op->kind == OP_SYNC)
    sync_file (self, inode);
  else if (op->kind == OP_SYNC_FAILED)
    lose_some (self, inode);
  else if (op->kind == OP_DROP)
    set_durable (inode, op->data);
  else
    g_ptr_array_add (inode->pending, op);
}

void
fault_images_advance (FaultImages *self, guint n_operations)
{
  for (; self->n_done < MIN (n_operations, self->disk->ops->len); self->n_done++)
    {
      Op *op = self->disk->ops->pdata[self->n_done];

      switch (op->kind)
        {
        case OP_CREATE:
        case OP_RENAME:
        case OP_LINK:
        case OP_UNLINK:
          do_name (self, op);
          break;
        case OP_SYNC_FOLDER:
          keep_names (self, disk_of (self->disk, op->name),
                      self->n_names[disk_of (self->disk, op->name)]);
          break;
        case OP_DROP:
        case OP_WRITE:
        case OP_TRUNCATE:
        case OP_SYNC:
        case OP_SYNC_FAILED:
          do_file (self, op);
          break;
        }
    }
}

static GHashTable *
draw_names (FaultImages *self)
{
  GHashTable *names = names_new ();
  GHashTableIter iter;
  gpointer name, inode;

  g_hash_table_iter_init (&iter, self->durable_names);
  while (g_hash_table_iter_next (&iter, &name, &inode))
    g_hash_table_insert (names, g_strdup (name), inode_ref (inode));
  for (gsize disk = 0; disk < G_N_ELEMENTS (self->name_ops); disk++)
    {
      GPtrArray *ops = self->name_ops[disk];
      guint n = (guint) g_rand_int_range (self->chance, 0, (gint32) ops->len + 1);

      for (guint i = 0; i < n; i++)
        give_name (names, ops->pdata[i]);
    }
  return names;
}

void
fault_folder_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, entry, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        fault_folder_empty (path);
      g_remove (path);
    }
}

void
fault_images_write (FaultImages *self, const char *folder)
{
  g_autoptr (GHashTable) names = draw_names (self);
  GHashTableIter iter;
  gpointer name, inode;

  fault_folder_empty (folder);
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, &inode))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *parent = g_path_get_dirname (path);
      Fate fate = (Fate) g_rand_int_range (self->chance, 0, N_FATES);
      g_autoptr (GByteArray) content = draw_content (inode, fate, self->chance);
      g_autoptr (GError) error = NULL;

      g_mkdir_with_parents (parent, 0700);
      g_file_set_contents_full (path, (const char *) content->data, content->len,
                                G_FILE_SET_CONTENTS_NONE, 0600, &error);
      g_assert_no_error (error);
    }
}

/* no new file: others may have it open */
static void
write_in_place (const char *path, const GByteArray *content)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, content->len), ==, 0);
  g_assert_cmpint (pwrite (fd, content->data, content->len, 0), ==, content->len);
  close (fd);
}

/* From the disk, which may have lost what was written before a failed fsync, and what was written
 * since: that the kernel does not forget. From here on the file is so for all. */
static void
on_dropped (const char *path, gpointer user_data)
{
  FaultDisk *self = user_data;
  const char *name = name_in (self->folder, path);
  g_autoptr (GRand) chance = g_rand_new_with_seed (self->ops->len);
  g_autoptr (FaultImages) images = NULL;
  g_autoptr (GByteArray) content = NULL;
  g_autoptr (GError) error = NULL;
  Inode *inode;

  if (name == NULL || !self->has_failed)
    return;
  images = fault_images_new (self, chance);
  fault_images_advance (images, self->ops->len);
  inode = g_hash_table_lookup (images->names, name);
  if (inode == NULL)
    return;
  content = draw_content (inode, FATE_ALL, chance);
  add (self, OP_DROP, path, NULL, g_bytes_new (inode->durable->data, inode->durable->len), 0);
  self->is_own = TRUE;
  write_in_place (path, content);
  self->is_own = FALSE;
}
