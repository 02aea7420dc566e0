/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hub/hub-csv.h"

/* files as they come, byte by byte, and what is read out of them */

static int
open_bytes (const char *bytes, gsize n_bytes)
{
  int fd = memfd_create ("test", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, bytes, n_bytes), ==, (gssize) n_bytes);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  return fd;
}

/* "2 one/two\n" of a row of the columns a and b, "3! b: fault\n" of a bad one, "refused: …" */
static char *
read_all (const char *bytes, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubCsv) csv = hub_csv_open ("x.csv", open_bytes (bytes, n_bytes), &error);
  g_autoptr (GString) out = g_string_new (NULL);
  HubCsvResult result;

  if (csv == NULL)
    return g_strdup_printf ("refused: %s", error->message);
  if (!g_str_equal (hub_csv_encoding (csv), "UTF-8"))
    g_string_append_printf (out, "%s\n", hub_csv_encoding (csv));
  while ((result = hub_csv_next (csv, &error)) == HUB_CSV_ROW || result == HUB_CSV_BAD)
    {
      g_string_append_printf (out, "%" G_GUINT64_FORMAT, hub_csv_line (csv));
      if (result == HUB_CSV_ROW)
        g_string_append_printf (out, " %s/%s\n", hub_csv_get (csv, hub_csv_find (csv, "a")),
                                hub_csv_get (csv, hub_csv_find (csv, "b")));
      else
        g_string_append_printf (out, "! %s: %s\n", hub_csv_fault_column (csv), hub_csv_fault (csv));
    }
  g_assert_cmpint (result, ==, HUB_CSV_END);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

typedef struct
{
  const char *bytes;
  gsize n_bytes;
  const char *says; /* all of it; of a refusal, a part */
} File;

#define FILE_OF(bytes, says)                                                                       \
  {                                                                                                \
    bytes, sizeof (bytes) - 1, says                                                                \
  }

static void
check_files (const File *files, gsize n_files)
{
  for (gsize i = 0; i < n_files; i++)
    {
      g_autofree char *read = read_all (files[i].bytes, files[i].n_bytes);

      g_test_message ("file %zu: %s", i, read);
      if (g_str_has_prefix (files[i].says, "refused: "))
        g_assert_nonnull (strstr (read, files[i].says + strlen ("refused: ")));
      else
        g_assert_cmpstr (read, ==, files[i].says);
    }
}

static void
test_encodings (void)
{
  static const File files[] = {
    FILE_OF ("a,b\n\xC3\xA9,\xE2\x82\xAC\n", "2 \xC3\xA9/\xE2\x82\xAC\n"),
    FILE_OF ("\xEF\xBB\xBF"
             "a,b\n\xC3\xA9,2\n",
             "2 \xC3\xA9/2\n"),
    /* "Unicode text" of a spreadsheet: tabs, CRLF */
    FILE_OF ("\xFF\xFE"
             "a\0\t\0b\0\r\0\n\0\xE9\0\t\0\xAC\x20\r\0\n\0",
             "UTF-16LE\n2 \xC3\xA9/\xE2\x82\xAC\n"),
    FILE_OF ("\xFE\xFF\0a\0;\0b\0\n\0\xE9\0;\0"
             "2",
             "UTF-16BE\n2 \xC3\xA9/2\n"),
    /* a character beyond the first plane, half of one, and an odd byte at the end */
    FILE_OF (
        "\xFF\xFE"
        "a\0,\0b\0\n\0\x3D\xD8\x00\xDE,\0"
        "1\0\n\0\x3D\xD8,\0"
        "1\0\n\0"
        "1\0,\0"
        "2\0x",
        "UTF-16LE\n2 \xF0\x9F\x98\x80/1\n3! a: holds a byte that UTF-16LE has not, at position 1\n"
        "4! b: holds a byte that UTF-16LE has not, at position 2\n"),
    /* a newline's low byte alone ends no line: U+0A0A is a letter, U+010A too */
    FILE_OF ("\xFF\xFE"
             "a\0,\0b\0\n\0\x0A\x0A,\0\x0A\x01\n\0",
             "UTF-16LE\n2 \xE0\xA8\x8A/\xC4\x8A\n"),
    FILE_OF (
        "a,b\nCaf\xE9,\x80\n1,\x81\n",
        "Windows-1252\n2 Caf\xC3\xA9/\xE2\x82\xAC\n3! b: holds a byte that Windows-1252 has not, "
        "at position 1\n"),
    /* one line is UTF-8: the file is, and the other line is damaged */
    FILE_OF ("a,b\nCaf\xE9,1\nCaf\xC3\xA9,2\n",
             "2! a: is not valid UTF-8 (byte 0xE9 at position 4), though other lines are; save the "
             "file as \"CSV UTF-8\"\n3 Caf\xC3\xA9/2\n"),
    FILE_OF ("a,b\n1,\xE9", "Windows-1252\n2 1/\xC3\xA9\n"),
    FILE_OF ("a\0,\0b\0\n\0", "refused: UTF-16 without a byte order mark"),
    FILE_OF ("\xFF\xFE\0\0a\0\0\0", "refused: UTF-32"),
    FILE_OF ("PK\3\4..........", "refused: spreadsheet's own file"),
    FILE_OF ("\xD0\xCF\x11\xE0....", "refused: spreadsheet's own file"),
    FILE_OF ("", "refused: no header line"),
    FILE_OF ("\xEF\xBB\xBF", "refused: no header line"),
  };

  check_files (files, G_N_ELEMENTS (files));
}

static void
test_separators (void)
{
  static const File files[] = {
    FILE_OF ("a;b\n1,5;2\n", "2 1,5/2\n"),
    FILE_OF ("a\tb\n1 \t\t2\n\t3\n", "2! : has 3 columns, the header has 2\n3 /3\n"),
    FILE_OF ("a|b\n 1 | 2 \n", "2 1/2\n"),
    FILE_OF ("\"a,x,y,z\";a;b\n0;1;2\n", "2 1/2\n"),
    FILE_OF ("sep=;\r\na;b\r\n1;2\r\n", "3 1/2\n"),
    FILE_OF ("\xEF\xBB\xBFSEP=,\na,b;c;d;e\n1,2\n", "3 1/\n"),
    FILE_OF ("\"sep=|\"\na|b\n1|2\n", "3 1/2\n"),
    FILE_OF ("sep=\t\na\tb\n1\t2\n", "3 1/2\n"),
    FILE_OF ("a;b\n1,2\n3;4\n",
             "2! : has ',' between its cells, the header line ';'; use one of them\n"
             "3 3/4\n"),
    FILE_OF ("a,b\n1;2\n",
             "2! : has ';' between its cells, the header line ','; use one of them\n"),
  };

  check_files (files, G_N_ELEMENTS (files));
}

static void
test_lines_and_quotes (void)
{
  static const File files[] = {
    FILE_OF ("a,b\r\n\r\n,\r\n  \t \r\n1,2\r\n\r\n", "5 1/2\n"),
    FILE_OF ("a,b,,,\n1,2,,,\n3,4\n5,6,,,,,\n7,8,,x,\n",
             "2 1/2\n3 3/4\n4 5/6\n5! : has 5 columns, the header has 2\n"),
    FILE_OF ("a,b\n\"one\r\ntwo\",\"say \"\"hi\"\"\"\n3,4\n", "2 one\r\ntwo/say \"hi\"\n4 3/4\n"),
    FILE_OF ("\"a\",\"b\n\"\n1,2\n", "3 1/2\n"),
    FILE_OF ("a,b\n\" 1 \",\xC2\xA0"
             "2\xC2\xA0\n",
             "2 1/2\n"),
    FILE_OF ("a,b\n\"1,2\n3,4\n5,6",
             "2! : has a quotation mark that is not closed\n3 3/4\n4 5/6\n"),
    FILE_OF ("a,b\n1,2", "2 1/2\n"),
    FILE_OF ("a,A\n1,2\n", "refused: two columns \"a\""),
  };

  check_files (files, G_N_ELEMENTS (files));
}

/* @n_bytes of @fill between two rows */
static char *
read_with (const char *before, char fill, gsize n_bytes, const char *after)
{
  g_autoptr (GString) bytes = g_string_new (before);
  gsize n_before = bytes->len;

  g_string_set_size (bytes, n_before + n_bytes);
  memset (bytes->str + n_before, fill, n_bytes);
  g_string_append (bytes, after);
  return read_all (bytes->str, bytes->len);
}

static void
test_hostile_files_cost_only_their_lines (void)
{
  g_autofree char *long_line = read_with ("a,b\n1,2\n", 'x', 10 * 1024 * 1024, "\n3,4\n");
  g_autofree char *empty = read_with ("a,b\n1,2\n", '\n', 5000, "");
  g_autofree char *cells = read_with ("a,b\n", ',', 10000, "\n3,4\n");
  g_autofree char *header = read_with ("a,b", ',', 10000, "\n3,4\n");
  g_autofree char *columns = NULL;
  g_autofree char *open = read_with ("a,b\n\"1,2\n", '\n', 200000, "3,4\n");
  g_autofree char *no_end = read_with ("a,b", 'x', 70000, "\n1,2\n");
  g_autoptr (GString) many = g_string_new ("a,b");
  g_autoptr (GString) late = g_string_new ("a,b\n");

  g_assert_cmpstr (long_line, ==,
                   "2 1/2\n3! : is longer than 65536 bytes; is this a CSV file with line ends?\n"
                   "4 3/4\n");
  g_assert_cmpstr (empty, ==, "2 1/2\n");
  g_assert_cmpstr (cells, ==, "3 3/4\n");
  g_assert_nonnull (strstr (header, "has 10002 columns; at most 1000"));
  g_assert_cmpstr (open, ==, "2! : has a quotation mark that is not closed\n200003 3/4\n");
  g_assert_nonnull (strstr (no_end, "first line of x.csv is longer than"));
  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (many, ",c%u", i);
  columns = read_all (many->str, many->len);
  g_assert_nonnull (strstr (columns, "at most 1000"));
  /* NUL where the file has long been text */
  for (guint i = 0; i < 2000; i++)
    g_string_append (late, "1,2\n");
  g_string_append_len (late, "3,x\0y\n", 6);
  g_clear_pointer (&columns, g_free);
  columns = read_all (late->str, late->len);
  g_assert_true (g_str_has_suffix (columns, "\n2002! b: holds a NUL byte\n"));
}

/* a line of UTF-16 and one of bytes, cut at every length, is read or refused, never more */
static void
test_files_cut_anywhere_end_well (void)
{
  static const char wide[] = "\xFF\xFE"
                             "a\0;\0b\0\r\0\n\0\"\0\xE9\0\r\0\n\0\"\0;\0"
                             "2\0\n\0";
  static const char narrow[] = "sep=;\r\na;\"b\"\r\n\"x\ny\";\"Caf\xC3\xA9\"\r\n";

  for (gsize n = 0; n < sizeof wide; n++)
    g_free (read_all (wide, n));
  for (gsize n = 0; n < sizeof narrow; n++)
    g_free (read_all (narrow, n));
}

static void
test_joined_columns_are_named (void)
{
  static const char bytes[] = "nik;nama,tanggal_lahir;alamat\n";
  g_autoptr (HubCsv) csv = hub_csv_open ("x.csv", open_bytes (bytes, strlen (bytes)), NULL);
  g_autofree char *joined = hub_csv_describe_joined (csv, "tanggal_lahir");
  g_autofree char *other = hub_csv_describe_joined (csv, "desil");

  g_assert_cmpstr (joined, ==,
                   "column 2 of the header line is \"nama,tanggal_lahir\": it has ',' where the "
                   "others have ';'; use one of them throughout");
  g_assert_null (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/each-encoding-is-found-and-read", test_encodings);
  g_test_add_func ("/csv/each-separator-is-found", test_separators);
  g_test_add_func ("/csv/quoted-line-ends-and-empty-tails-are-no-rows", test_lines_and_quotes);
  g_test_add_func ("/csv/hostile-files-cost-only-their-lines",
                   test_hostile_files_cost_only_their_lines);
  g_test_add_func ("/csv/files-cut-anywhere-end-well", test_files_cut_anywhere_end_well);
  g_test_add_func ("/csv/columns-joined-by-another-separator-are-named",
                   test_joined_columns_are_named);
  return g_test_run ();
}
