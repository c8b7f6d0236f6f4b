using System.Globalization;

namespace Overblik.Population;

/// <summary>The list behind <see cref="Municipality.All"/>: code, name, postal code, town, inhabitants in thousands; a region heads its block.</summary>
internal static class Municipalities
{
    private const string List = """
        Region Hovedstaden
        0101;København;2100;København Ø;660
        0147;Frederiksberg;2000;Frederiksberg;105
        0151;Ballerup;2750;Ballerup;52
        0153;Brøndby;2605;Brøndby;39
        0155;Dragør;2791;Dragør;14
        0157;Gentofte;2920;Charlottenlund;75
        0159;Gladsaxe;2860;Søborg;69
        0161;Glostrup;2600;Glostrup;23
        0163;Herlev;2730;Herlev;29
        0165;Albertslund;2620;Albertslund;28
        0167;Hvidovre;2650;Hvidovre;53
        0169;Høje-Taastrup;2630;Taastrup;57
        0173;Lyngby-Taarbæk;2800;Kongens Lyngby;58
        0175;Rødovre;2610;Rødovre;44
        0183;Ishøj;2635;Ishøj;24
        0185;Tårnby;2770;Kastrup;43
        0187;Vallensbæk;2665;Vallensbæk Strand;17
        0190;Furesø;3500;Værløse;41
        0201;Allerød;3450;Allerød;26
        0210;Fredensborg;3480;Fredensborg;41
        0217;Helsingør;3000;Helsingør;64
        0219;Hillerød;3400;Hillerød;54
        0223;Hørsholm;2970;Hørsholm;25
        0230;Rudersdal;2840;Holte;57
        0240;Egedal;3660;Stenløse;45
        0250;Frederikssund;3600;Frederikssund;46
        0260;Halsnæs;3300;Frederiksværk;32
        0270;Gribskov;3200;Helsinge;41
        0400;Bornholm;3700;Rønne;39
        Region Sjælland
        0253;Greve;2670;Greve;52
        0259;Køge;4600;Køge;62
        0265;Roskilde;4000;Roskilde;91
        0269;Solrød;2680;Solrød Strand;25
        0306;Odsherred;4500;Nykøbing Sj;33
        0316;Holbæk;4300;Holbæk;74
        0320;Faxe;4690;Haslev;37
        0326;Kalundborg;4400;Kalundborg;48
        0329;Ringsted;4100;Ringsted;36
        0330;Slagelse;4200;Slagelse;80
        0336;Stevns;4660;Store Heddinge;24
        0340;Sorø;4180;Sorø;30
        0350;Lejre;4320;Lejre;29
        0360;Lolland;4930;Maribo;40
        0370;Næstved;4700;Næstved;84
        0376;Guldborgsund;4800;Nykøbing F;60
        0390;Vordingborg;4760;Vordingborg;45
        Region Syddanmark
        0410;Middelfart;5500;Middelfart;40
        0420;Assens;5610;Assens;41
        0430;Faaborg-Midtfyn;5600;Faaborg;52
        0440;Kerteminde;5300;Kerteminde;24
        0450;Nyborg;5800;Nyborg;32
        0461;Odense;5000;Odense C;209
        0479;Svendborg;5700;Svendborg;60
        0480;Nordfyns;5450;Otterup;30
        0482;Langeland;5900;Rudkøbing;12
        0492;Ærø;5970;Ærøskøbing;6
        0510;Haderslev;6100;Haderslev;55
        0530;Billund;7200;Grindsted;27
        0540;Sønderborg;6400;Sønderborg;74
        0550;Tønder;6270;Tønder;36
        0561;Esbjerg;6700;Esbjerg;115
        0563;Fanø;6720;Fanø;3
        0573;Varde;6800;Varde;49
        0575;Vejen;6600;Vejen;43
        0580;Aabenraa;6200;Aabenraa;59
        0607;Fredericia;7000;Fredericia;52
        0621;Kolding;6000;Kolding;94
        0630;Vejle;7100;Vejle;121
        Region Midtjylland
        0615;Horsens;8700;Horsens;97
        0657;Herning;7400;Herning;90
        0661;Holstebro;7500;Holstebro;59
        0665;Lemvig;7620;Lemvig;19
        0671;Struer;7600;Struer;21
        0706;Syddjurs;8400;Ebeltoft;44
        0707;Norddjurs;8500;Grenaa;37
        0710;Favrskov;8382;Hinnerup;49
        0727;Odder;8300;Odder;24
        0730;Randers;8900;Randers C;99
        0740;Silkeborg;8600;Silkeborg;100
        0741;Samsø;8305;Samsø;4
        0746;Skanderborg;8660;Skanderborg;65
        0751;Aarhus;8000;Aarhus C;367
        0756;Ikast-Brande;7430;Ikast;42
        0760;Ringkøbing-Skjern;6950;Ringkøbing;56
        0766;Hedensted;8722;Hedensted;48
        0779;Skive;7800;Skive;45
        0791;Viborg;8800;Viborg;97
        Region Nordjylland
        0773;Morsø;7900;Nykøbing M;20
        0787;Thisted;7700;Thisted;43
        0810;Brønderslev;9700;Brønderslev;36
        0813;Frederikshavn;9900;Frederikshavn;58
        0820;Vesthimmerlands;9600;Aars;36
        0825;Læsø;9940;Læsø;2
        0840;Rebild;9530;Støvring;31
        0846;Mariagerfjord;9500;Hobro;41
        0849;Jammerbugt;9440;Aabybro;38
        0851;Aalborg;9000;Aalborg;224
        0860;Hjørring;9800;Hjørring;63
        """;

    public static Municipality[] Read()
    {
        var all = new List<Municipality>(98);
        var region = "";
        foreach (var line in List.Split('\n'))
        {
            var part = line.Split(';');
            if (part.Length == 1) region = line;
            else all.Add(new(part[0], part[1], part[2], part[3], int.Parse(part[4], CultureInfo.InvariantCulture)) { RegionThen = region });
        }
        return [.. all];
    }
}
