/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-demo-names.h"

#include <string.h>

/* Names by the languages of the regions that the demo data is of; common ones, put together by
 * chance. */

typedef enum {
  STYLE_JAVANESE,
  STYLE_MADURESE,
  STYLE_SUNDANESE,
  STYLE_LAMPUNG,
  N_STYLES,
} Style;

#define N_FIRST 32
#define N_SECOND 28

static const char *const male_first[N_STYLES][N_FIRST] = {
  [STYLE_JAVANESE] = { "Slamet",   "Sugeng",  "Bambang", "Wagiman",  "Suparman", "Joko",
                       "Sutrisno", "Paijo",   "Mulyono", "Hartono",  "Sukarman", "Ngatimin",
                       "Agus",     "Eko",     "Dwi",     "Tri",      "Catur",    "Sapto",
                       "Widodo",   "Suyitno", "Kasiman", "Purwanto", "Sumarno",  "Darmaji",
                       "Tukiman",  "Rahmat",  "Gunawan", "Yudi",     "Bayu",     "Galih",
                       "Wahyu",    "Dimas" },
  [STYLE_MADURESE] = { "Moh.",    "Ahmad",   "Abd.",   "Mat",     "Buhari", "Samsul",  "Hosnan",
                       "Marsuki", "Mistari", "Bunawi", "Sahrawi", "Fathor", "Hasan",   "Holil",
                       "Jumali",  "Misnadi", "Nawawi", "Rofiq",   "Saleh",  "Suhairi", "Sunarwi",
                       "Taufiq",  "Tohir",   "Ubaid",  "Zainul",  "Zaini",  "Mukhlis", "Musleh",
                       "Imam",    "Faruq",   "Badrus", "Anwar" },
  [STYLE_SUNDANESE] = { "Asep",   "Ujang",  "Dadang",  "Cecep", "Engkos", "Entis", "Dede",
                        "Iwan",   "Jajang", "Kosasih", "Maman", "Nana",   "Oman",  "Pepen",
                        "Rukman", "Sarip",  "Tatang",  "Udin",  "Wawan",  "Yayat", "Yusup",
                        "Aceng",  "Adang",  "Aep",     "Apip",  "Atang",  "Budi",  "Deni",
                        "Endang", "Firman", "Gilang",  "Hendra" },
  [STYLE_LAMPUNG] = { "Abdul",   "Ahmad",    "Alamsyah",  "Bachtiar", "Burhan", "Darwis",
                      "Edi",     "Fauzi",    "Hasanudin", "Herman",   "Indra",  "Irwan",
                      "Ismail",  "Jauhari",  "Junaidi",   "Kadir",    "Lukman", "Mawardi",
                      "Nazar",   "Pangeran", "Raden",     "Radin",    "Rozali", "Rusli",
                      "Sabirin", "Sulaiman", "Syahrial",  "Tamrin",   "Umar",   "Yusron",
                      "Zainal",  "Zulkifli" },
};

static const char *const female_first[N_STYLES][N_FIRST] = {
  [STYLE_JAVANESE] = { "Siti",  "Sri",     "Suparti", "Wagiyem",  "Tukinem", "Endang",  "Wiwik",
                       "Yuli",  "Dewi",    "Ratna",   "Sulastri", "Sumiati", "Ngatini", "Painem",
                       "Murni", "Kartini", "Lestari", "Tumini",   "Retno",   "Ning",    "Indah",
                       "Puji",  "Rini",    "Wahyuni", "Astuti",   "Kasmi",   "Poniyem", "Supiyah",
                       "Titik", "Utami",   "Fitri",   "Ayu" },
  [STYLE_MADURESE] = { "Siti",       "Nur",     "Hosniyah",  "Maimunah", "Rohmah",   "Sitti",
                       "Khotijah",   "Halimah", "Jumaati",   "Misnati",  "Sahriyah", "Suhriyah",
                       "Musrifah",   "Nafisah", "Qomariyah", "Rukmini",  "Satuna",   "Suryani",
                       "Toyyibah",   "Ummi",    "Wardah",    "Zahrah",   "Zubaidah", "Fatim",
                       "Hamidah",    "Holifah", "Imamah",    "Kiptiyah", "Latifah",  "Maryam",
                       "Mutmainnah", "Aisyah" },
  [STYLE_SUNDANESE] = { "Euis",  "Neneng", "Iis",   "Cucu",  "Enok",  "Nyai",  "Eti",   "Imas",
                        "Ai",    "Elis",   "Entin", "Ikah",  "Kokom", "Lilis", "Mimin", "Nina",
                        "Oneng", "Popon",  "Rina",  "Siti",  "Tati",  "Uum",   "Wati",  "Yayah",
                        "Yeti",  "Aas",    "Cicih", "Dedeh", "Enung", "Icih",  "Juju",  "Teti" },
  [STYLE_LAMPUNG] = { "Siti",    "Nurhayati", "Rosmala", "Marlina", "Yusnani",  "Zuraida",
                      "Asnah",   "Aminah",    "Baiti",   "Cik",     "Dahlia",   "Eliza",
                      "Farida",  "Hartati",   "Ida",     "Jamilah", "Komariah", "Laila",
                      "Mastura", "Nilawati",  "Puspa",   "Rohaya",  "Rosida",   "Salmah",
                      "Tuti",    "Umi",       "Yulia",   "Zaleha",  "Zubaidah", "Megawati",
                      "Hasnah",  "Fatmawati" },
};

static const char *const male_second[N_SECOND] = {
  "Riyadi",  "Santoso", "Wibowo",    "Prasetyo",   "Setiawan", "Hidayat",  "Saputra",
  "Nugroho", "Susanto", "Kurniawan", "Firmansyah", "Rahman",   "Arifin",   "Hakim",
  "Syafi'i", "Maulana", "Ramadhan",  "Suryadi",    "Utomo",    "Haryanto", "Basri",
  "Effendi", "Permana", "Sudrajat",  "Siregar",    "Yulianto", "Ma'ruf",   "Wijaya",
};

static const char *const female_second[N_SECOND] = {
  "Aminah",   "Rahayu",    "Wulandari", "Lestari",   "Handayani", "Fatimah",     "Nurjanah",
  "Hasanah",  "Kholifah",  "Maryati",   "Safitri",   "Anggraini", "Puspitasari", "Mulyani",
  "Nur'aini", "Rohmawati", "Susanti",   "Wahyuni",   "Yuliana",   "Zulaikha",    "Kusuma",
  "Permata",  "Rosdiana",  "Sa'diyah",  "Setyowati", "Suryani",   "Widyawati",   "Komalasari",
};

static const char *const hamlets[] = {
  "Krajan",    "Sumberejo",   "Karanganyar", "Gumuk Mas", "Tegalsari", "Curah Ancar", "Kebonsari",
  "Sidomulyo", "Pondok Rejo", "Kaliputih",   "Mojosari",  "Sukamaju",  "Margodadi",   "Bina Karya",
};

static const char *const male_occupations[] = {
  "Buruh tani",    "Petani",      "Buruh harian lepas", "Nelayan",     "Tukang batu",
  "Tukang kayu",   "Sopir",       "Pedagang keliling",  "Peternak",    "Tukang becak",
  "Penjual sayur", "Buruh kebun", "Pemulung",           "Juru parkir", "Wiraswasta",
  "Tidak bekerja", "Montir",      "Penjaga malam",      "Kuli angkut", "Pengrajin bambu",
};

static const char *const female_occupations[] = {
  "Mengurus rumah tangga",
  "Buruh tani",
  "Pedagang",
  "Penjahit",
  "Buruh cuci",
  "Petani",
  "Pembantu rumah tangga",
  "Penjual jamu",
  "Penjual kue",
  "Buruh pabrik",
  "Buruh harian lepas",
  "Mengurus rumah tangga",
  "Mengurus rumah tangga",
  "Pedagang sayur",
  "Penganyam tikar",
};

/* what is usual in the province; elsewhere anything */
static Style
pick_style (GRand *rand, const char *region)
{
  static const struct
  {
    const char *province;
    Style styles[4];
  } usual[] = {
    { "35", { STYLE_JAVANESE, STYLE_MADURESE, STYLE_JAVANESE, STYLE_MADURESE } },
    { "18", { STYLE_JAVANESE, STYLE_LAMPUNG, STYLE_LAMPUNG, STYLE_SUNDANESE } },
    { "31", { STYLE_JAVANESE, STYLE_SUNDANESE, STYLE_SUNDANESE, STYLE_LAMPUNG } },
    { "32", { STYLE_SUNDANESE, STYLE_SUNDANESE, STYLE_SUNDANESE, STYLE_JAVANESE } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    if (strncmp (usual[i].province, region, 2) == 0)
      return usual[i].styles[g_rand_int_range (rand, 0, 4)];
  return (Style) g_rand_int_range (rand, 0, N_STYLES);
}

char *
hub_demo_name (GRand *rand, const char *region, gboolean is_female)
{
  Style style = pick_style (rand, region);
  const char *const *second = is_female ? female_second : male_second;
  const char *first = is_female ? female_first[style][g_rand_int_range (rand, 0, N_FIRST)]
                                : male_first[style][g_rand_int_range (rand, 0, N_FIRST)];
  const char *middle = second[g_rand_int_range (rand, 0, N_SECOND)];
  const char *last = second[g_rand_int_range (rand, 0, N_SECOND)];
  int chance = g_rand_int_range (rand, 0, 100);

  /* "Moh." alone is no name */
  if (chance < 15 && first[strlen (first) - 1] != '.')
    return g_strdup (first);
  if (chance < 80 || middle == last)
    return g_strdup_printf ("%s %s", first, middle);
  return g_strdup_printf ("%s %s %s", first, middle, last);
}

const char *
hub_demo_name_of_one_word (gboolean is_female)
{
  return is_female ? "Painem" : "Kasiman";
}

const char *
hub_demo_name_of_60_characters (void)
{
  return "Raden Ajeng Siti Nurhasanah Kusumaningrum Wijayanti Purwanti";
}

const char *
hub_demo_name_with_apostrophe (void)
{
  return "Ma'ruf Syafi'i";
}

const char *
hub_demo_hamlet (GRand *rand)
{
  return hamlets[g_rand_int_range (rand, 0, G_N_ELEMENTS (hamlets))];
}

const char *
hub_demo_occupation (GRand *rand, gboolean is_female)
{
  if (is_female)
    return female_occupations[g_rand_int_range (rand, 0, G_N_ELEMENTS (female_occupations))];
  return male_occupations[g_rand_int_range (rand, 0, G_N_ELEMENTS (male_occupations))];
}
