/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A plugin of ALSA's, for tests: a card whose one control, "Headphone Jack", is on while the file
 * that $ANJ_TEST_JACK names is there. */

#include <alsa/asoundlib.h>
#include <alsa/control_external.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#define CONTROL "Headphone Jack"

static int
count (snd_ctl_ext_t *card)
{
  (void) card;
  return 1;
}

static int
list (snd_ctl_ext_t *card, unsigned int offset, snd_ctl_elem_id_t *id)
{
  (void) card;
  (void) offset;
  snd_ctl_elem_id_set_interface (id, SND_CTL_ELEM_IFACE_CARD);
  snd_ctl_elem_id_set_name (id, CONTROL);
  return 0;
}

static snd_ctl_ext_key_t
find (snd_ctl_ext_t *card, const snd_ctl_elem_id_t *id)
{
  (void) card;
  return strcmp (snd_ctl_elem_id_get_name (id), CONTROL) == 0 ? 0 : SND_CTL_EXT_KEY_NOT_FOUND;
}

static int
describe (snd_ctl_ext_t *card,
          snd_ctl_ext_key_t key,
          int *type,
          unsigned int *access_rights,
          unsigned int *n_values)
{
  (void) card;
  (void) key;
  *type = SND_CTL_ELEM_TYPE_BOOLEAN;
  *access_rights = SND_CTL_EXT_ACCESS_READ;
  *n_values = 1;
  return 0;
}

static int
read_value (snd_ctl_ext_t *card, snd_ctl_ext_key_t key, long *value)
{
  (void) card;
  (void) key;
  *value = access (getenv ("ANJ_TEST_JACK"), F_OK) == 0;
  return 0;
}

static int
read_event (snd_ctl_ext_t *card, snd_ctl_elem_id_t *id, unsigned int *mask)
{
  char events[4096];

  if (read (card->poll_fd, events, sizeof events) <= 0)
    return -EAGAIN;
  list (card, 0, id);
  *mask = SND_CTL_EVENT_MASK_VALUE;
  return 1;
}

static void
close_card (snd_ctl_ext_t *card)
{
  close (card->poll_fd);
  free (card->private_data);
}

static const snd_ctl_ext_callback_t callbacks = {
  .close = close_card,
  .elem_count = count,
  .elem_list = list,
  .find_elem = find,
  .get_attribute = describe,
  .read_integer = read_value,
  .read_event = read_event,
};

SND_CTL_PLUGIN_DEFINE_FUNC (anjtest)
{
  snd_ctl_ext_t *card = calloc (1, sizeof *card);
  char *folder = strdup (getenv ("ANJ_TEST_JACK"));
  int code;

  (void) root;
  (void) conf;
  *strrchr (folder, '/') = '\0';
  card->version = SND_CTL_EXT_VERSION;
  strcpy (card->id, "anjtest");
  strcpy (card->name, "anjtest");
  card->callback = &callbacks;
  card->private_data = card;
  card->poll_fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  inotify_add_watch (card->poll_fd, folder, IN_CREATE | IN_DELETE | IN_MOVED_TO);
  free (folder);
  code = snd_ctl_ext_create (card, name, mode);
  if (code >= 0)
    *handlep = card->handle;
  return code;
}

SND_CTL_PLUGIN_SYMBOL (anjtest);
