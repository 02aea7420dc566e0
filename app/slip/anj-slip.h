/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnjSlipPaper:
 * @ANJ_SLIP_80_MM: prints 72 mm, 576 dots
 * @ANJ_SLIP_58_MM: prints 48 mm, 384 dots
 *
 * The two widths of thermal paper. A dot is 1/8 mm (203 dpi), down and across.
 */
typedef enum {
  ANJ_SLIP_80_MM,
  ANJ_SLIP_58_MM,
} AnjSlipPaper;

/**
 * AnjSlipStep:
 * @text: (nullable)
 */
typedef struct
{
  const char *heading;
  const char *text;
} AnjSlipStep;

/**
 * AnjSlip:
 * @language: of the texts, "id"; decides how they are shaped
 * @copy: (nullable): "SALINAN", on a slip that was printed before
 * @title: what it is: "Nomor aduan"
 * @number: (nullable): of the ticket, in double size; %NULL: the slip is of no ticket
 * @pin_title: (nullable)
 * @pin: (nullable): in double size; never on a copy
 * @qr: (nullable): what the QR code says
 * @advice: (nullable): beneath the code
 * @steps: (array length=n_steps): numbered
 * @whom_title: (nullable)
 * @whom: (nullable): whom to ask; lines are parted by "\n"
 * @free_of_charge: "Gratis. …"
 * @help: (nullable): the number that helps
 *
 * What a resident takes home, in words of their own language. It names nobody but officials: no
 * NIK, no No. KK, no word of the case. All strings are (unowned); those that are %NULL or empty
 * are left out.
 */
typedef struct
{
  const char *language;
  const char *village;
  const char *regency;
  const char *date;
  const char *copy;
  const char *title;
  const char *number;
  const char *pin_title;
  const char *pin;
  const char *qr;
  const char *advice;
  const char *steps_title;
  const AnjSlipStep *steps;
  gsize n_steps;
  const char *whom_title;
  const char *whom;
  const char *free_of_charge;
  const char *help;
} AnjSlip;

/* dots that are printed across: 576 or 384 */
guint anj_slip_width_dots (AnjSlipPaper paper);

/**
 * anj_slip_write_pdf:
 * @error: %G_IO_ERROR_FAILED when it cannot be drawn
 *
 * Returns: (transfer full): a PDF of one page, as wide as the paper and as long as the slip; its
 *   words are text. Wiped when it is freed
 */
GBytes *anj_slip_write_pdf (const AnjSlip *self,
                            AnjSlipPaper paper,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_slip_write_escpos:
 * @error: %G_IO_ERROR_FAILED when it cannot be drawn
 *
 * The same picture for a thermal printer, as black dots, in four commands that nearly every one
 * knows (Epson, ESC/POS Command Reference for TM printers):
 *
 * | command | bytes | does |
 * |---|---|---|
 * | ESC @ | 1B 40 | forgets what was set before |
 * | GS v 0 m xL xH yL yH d… | 1D 76 30 00 … | prints x bytes by y rows of dots; most significant
 * bit left, 1 is black. Epson calls it obsolete; what it names instead (GS ( L) few others know |
 * | ESC d n | 1B 64 n | feeds n lines (1/6 inch after ESC @), here from the head past the knife |
 * | GS V m | 1D 56 01 | cuts, all but one point; a printer without a knife ignores it |
 *
 * The picture comes in bands of at most 128 rows, which the smallest buffers hold.
 *
 * Returns: (transfer full): the bytes for the printer. Wiped when they are freed
 */
GBytes *anj_slip_write_escpos (const AnjSlip *self,
                               AnjSlipPaper paper,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
