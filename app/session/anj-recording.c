/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-recording.h"

#include <string.h>

#include "app/session/anj-session.h"
#include "core/anj-secret.h"

/*
 * Ogg (RFC 3533) is a row of pages: header (27 bytes and one a segment), then the segments. Opus in
 * it (RFC 7845): the first page holds OpusHead alone, the comment header OpusTags begins on the
 * second and ends a page, sound follows. Every page's form and checksum is looked at; then the
 * second page is written anew with nothing in it.
 */

#define PAGE_HEADER_BYTES 27
#define PAGE_FIRST 0x02
#define PAGE_LAST 0x04
#define CRC_AT 22
#define CRC_POLYNOMIAL 0x04c11db7u

/* OpusTags, vendor of length 0, no comments */
static const guint8 empty_tags[] = {
  'O', 'p', 'u', 's', 'T', 'a', 'g', 's', 0, 0, 0, 0, 0, 0, 0, 0
};

typedef struct
{
  const guint8 *data;
  gsize n_bytes; /* all of the page */
  const guint8 *body;
  gsize n_body_bytes;
  guint8 flags;
  guint32 serial;
  guint32 sequence;
  gboolean ends_packet; /* its last segment ends one */
} Page;

static guint32
read_u32 (const guint8 *data)
{
  return (guint32) data[0] | (guint32) data[1] << 8 | (guint32) data[2] << 16 |
         (guint32) data[3] << 24;
}

static void
write_u32 (guint8 *data, guint32 value)
{
  for (int i = 0; i < 4; i++)
    data[i] = (guint8) (value >> (8 * i));
}

/* with the checksum's own four bytes taken as 0 */
static guint32
checksum (const guint8 *page, gsize n_bytes)
{
  guint32 crc = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      crc ^= (guint32) (i >= CRC_AT && i < CRC_AT + 4 ? 0 : page[i]) << 24;
      for (int bit = 0; bit < 8; bit++)
        crc = crc << 1 ^ (crc & 0x80000000u ? CRC_POLYNOMIAL : 0);
    }
  return crc;
}

/* FALSE: no whole page begins at @data */
static gboolean
read_page (const guint8 *data, gsize n_left, Page *out)
{
  gsize n_segments;

  if (n_left < PAGE_HEADER_BYTES || memcmp (data, "OggS\0", 5) != 0)
    return FALSE;
  n_segments = data[PAGE_HEADER_BYTES - 1];
  if (n_segments == 0 || n_left < PAGE_HEADER_BYTES + n_segments)
    return FALSE;
  *out = (Page){ .data = data, .body = data + PAGE_HEADER_BYTES + n_segments };
  for (gsize i = 0; i < n_segments; i++)
    out->n_body_bytes += data[PAGE_HEADER_BYTES + i];
  out->n_bytes = PAGE_HEADER_BYTES + n_segments + out->n_body_bytes;
  out->flags = data[5];
  out->serial = read_u32 (data + 14);
  out->sequence = read_u32 (data + 18);
  out->ends_packet = data[PAGE_HEADER_BYTES + n_segments - 1] < 255;
  return out->n_bytes <= n_left && read_u32 (data + CRC_AT) == checksum (data, out->n_bytes);
}

static gboolean
holds (const Page *page, const char *magic)
{
  return page->n_body_bytes >= strlen (magic) && memcmp (page->body, magic, strlen (magic)) == 0;
}

/* (nullable): what is wrong with the page @index of a stream that began with @first */
static const char *
judge (const Page *page, const Page *first, guint index, gboolean is_end)
{
  if (page->serial != first->serial || page->sequence != index ||
      ((page->flags & PAGE_FIRST) != 0) != (index == 0))
    return "its pages are not one stream";
  if (((page->flags & PAGE_LAST) != 0) != is_end)
    return "it does not end where the file ends";
  if (index == 0 && (!holds (page, "OpusHead") || !page->ends_packet))
    return "it is not Opus";
  if (index == 1 && (!holds (page, "OpusTags") || !page->ends_packet))
    return "its tags are not on a page of their own";
  return index == 1 && is_end ? "it has no sound" : NULL;
}

static void
append_empty_tags (GByteArray *out, const Page *tags)
{
  guint8 page[PAGE_HEADER_BYTES + 1 + sizeof empty_tags];

  memcpy (page, tags->data, PAGE_HEADER_BYTES);
  page[PAGE_HEADER_BYTES - 1] = 1;
  page[PAGE_HEADER_BYTES] = sizeof empty_tags;
  memcpy (page + PAGE_HEADER_BYTES + 1, empty_tags, sizeof empty_tags);
  write_u32 (page + CRC_AT, checksum (page, sizeof page));
  g_byte_array_append (out, page, sizeof page);
}

static GBytes *
take_secret (GByteArray *array)
{
  gsize n_bytes;
  guint8 *data = g_byte_array_steal (array, &n_bytes);

  return anj_secret_bytes_new_take (data, n_bytes);
}

GBytes *
anj_recording_strip (GBytes *ogg, GError **error)
{
  gsize n_left;
  const guint8 *data = g_bytes_get_data (ogg, &n_left);
  /* never grows, so that no copy stays behind: the tags' page becomes shorter or as short */
  g_autoptr (GByteArray)
      out = g_byte_array_sized_new ((guint) n_left + PAGE_HEADER_BYTES + sizeof empty_tags);
  g_autoptr (GBytes) stripped = NULL;
  const char *why = n_left == 0 ? "it is empty" : NULL;
  Page first = { 0 }, page;

  for (guint index = 0; n_left > 0 && why == NULL; index++)
    {
      if (!read_page (data, n_left, &page))
        {
          why = "a page is damaged";
          break;
        }
      if (index == 0)
        first = page;
      data += page.n_bytes;
      n_left -= page.n_bytes;
      why = judge (&page, &first, index, n_left == 0);
      if (index == 1)
        append_empty_tags (out, &page);
      else
        g_byte_array_append (out, page.data, (guint) page.n_bytes);
    }
  stripped = take_secret (out);
  if (why == NULL)
    return g_steal_pointer (&stripped);
  g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID,
               "attachment-damaged: no Ogg/Opus recording: %s", why);
  return NULL;
}
