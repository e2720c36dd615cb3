"""The words of field names by what they mean, in the languages and misspellings that codecs use.

A name is understood by its words and not as a whole: a few hundred words cover the thousands of names
that are made of them, also those that nobody has seen yet. A name with a word that stands nowhere in
here is not understood.
"""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple


class Role(IntEnum):
    """What a word does in a name."""

    MEASURE = 1
    """What is measured: temperature, humidity …"""
    MEDIUM = 2
    """Of what: soil, air, a product …"""
    COMPUTED = 3
    """Makes it a value that is worked out, demanded or counted, and not measured."""
    AVERAGE = 4
    """A mean over an interval: still measured."""
    UNIT = 5
    """In which unit."""
    PROBE = 6
    """Announces the number of a probe."""
    SENSOR = 7
    """Names the sensor element, which says nothing about what it hangs in."""
    PLAIN = 8
    """Says nothing: containers, fillers."""
    LABEL = 9
    """Tells a probe from another one, as a number does."""


class Word(NamedTuple):
    """One word: its role, and which measure, medium or unit it is."""

    role: Role
    means: str = ""


_MEASURES = {
    "temperature": "temperature tempera tem temperatures temp temps tempe tempr temper temperatur "
    "temperatura tmp temperatuur celsiustemperature temperaturen teplota lampotila homerseklet sicaklik "
    "sicakligi suhu",
    "humidity": "humidity humidities hum humi humid humidite humedad umidita umidade feuchte "
    "feuchtigkeit vochtigheid fuktighet fugtighed wilgotnosc vlhkost kosteus paratartalom nem "
    "humidade umiditate humitat kelembaban kelembapan vlaga vlaznost nemi "
    "rh hygro hygrometry hygrometrie relhum relh rhum",
    "moisture": "moisture moist vwc vmc moi watercontent vocht fugt swc smc",
    "tension": "tension tensiometer suction watermark matric swt potential",
    "conductivity": "conductivity conduct conductance ec ce cond ec5te electroconductivity leitfahigkeit",
    "oxygen": "oxygen o2",
    "co2": "co2 carbondioxide eco2",
    "light": "illuminance illumination illum lux ill luminosity",
    "light level": "light brightness luminance daylight ambientlight lightintensity als",
    "ppfd": "ppfd par quantum",
    "pressure": "pressure pres barometer barometric baro atmosphere atomsphere airpressure pression druck",
    "wetness": "wetness",
    "battery": "battery batt bat batteries batterie batteria bateria akku accu",
    "battery voltage": "vcc vbat vbatt batv battv vdd batteryvoltage",
    "door": "door",
    "rssi": "rssi",
    "snr": "snr lsnr",
    "latitude": "latitude lat",
    "longitude": "longitude lon lng",
    "voltage": "voltage volt volts",
    "electric": "power watt watts wattage",
    "energy": "energy kwh wh amp amps ampere amperes",
    "consumption": "volume flowrate consumption consumed totalizer",
    "machine": "vibration velocity kurtosis skewness crest rms fft parking vehicle occupied",
    "acidity": "ph salinity tds",
    "nutrients": "nitrogen phosphorus potassium npk fertility",
    "water quality": "orp turbidity ntu dissolved do ldo ldodo ldosat chlorine redox",
    "letter": "t",
    "letter of humidity": "h",
    "letter of moisture": "m",
    "other": "pm pm10 pm25 pm1 pm4 pm100 tvoc voc iaq hcho o3 no2 so2 h2s nh3 co ch4 ch2o no noise "
    "sound wind rain rainfall precipitation radiation solar uv distance height weight motion pir "
    "occupancy people acceleration accel tilt angle orientation speed direction pulse "
    "pulses adc dielectric permittivity frequency gas smoke radon conductivityraw dendrometer activity",
}

_MEDIA = {
    "soil": "soil soild ground earth substrate root boden sol suelo suolo solo terra terreno bodem "
    "jord gleby puda toprak dirt compost tanah talaj tla",
    "air": "air env local amb ambient ambiant ambience ambiante room indoor outdoor outside environment "
    "environmental atmospheric ambiente ambiental ambientale umgebung umgebungs ar aire aria "
    "lucht powietrza hava inside space cabinet fridge freezer refrigerator coldroom chamber "
    "greenhouse coldstore returnair supplyair reefer trailer warehouse packhouse precooler "
    "raum luft aussen innen exterieur interieur exterieure interieure outdoors indoors udara zraka ilman "
    "drybulb glasshouse polytunnel tent barn shed cellar basement attic garage office kitchen bedroom "
    "bathroom container",
    "external": "external externe ext exterior",
    "side": "in out",
    "internal": "internal interne int onboard builtin inner",
    "surface": "surface infrared object contact skin wall ir wandflache oberflache",
    "leaf": "leaf foliage",
    "product": "product pulp food meat fruit fish goods produce",
    "core": "core",
    "electronics": "board circuit circuitry mcu cpu chip pcb die processor soc electronics stm32 esp32 "
    "transceiver",
    "board": "device controller enclosure module gateway modem node system housing case",
    "water": "water liquid pool tank flow return supply inlet outlet inflow outflow pipe river sea well "
    "oil fluid coolant brine heating heat hot cold wasser eau agua boiler hvac duct vorlauf rucklauf "
    "forward dhw primary secondary feed",
    "thing": "motor engine valve radiator coil exhaust globe brake tire tyre bearing wood material grain "
    "body person head panel cell transformer heatsink heater wire cable rail road track roof asphalt "
    "concrete animal cow wet dry manure canopy hive honey brood line",
}

_COMPUTED = {
    "a minimum or maximum": "min max minimum maximum mini maxi lowest highest peak mintemp maxtemp high "
    "low tempmin tempmax extreme",
    "demanded, not measured": "target setpoint setpoints set sp desired requested demand wanted setting "
    "settings configuration config conf settemp goal reference ref preset cfg mode targettemperature "
    "parameter parameters command cmd",
    "a limit or alarm": "threshold thresholds limit limits alarm alarms alert alerts alarmstatus warning "
    "warn warnings trigger exceed exceeded event events hysteresis thresh tamper tampered leak leakage "
    "frost fire notification",
    "worked out from others": "dew dewpoint dewp feels feelslike feel index heatindex humidex wetbulb "
    "wetbulbtemp absolute abs vapor vapour vpd enthalpy delta diff difference differential gradient "
    "trend change rate variation std stdev deviation variance sum total apparent wbgt comfort mold mould "
    "risk slope predicted forecast estimated hash ratio rise drop deltat tdelta",
    "about the device, not measured": "version ver firmware hardware fw hw id ids serial sn eui type "
    "types counter count counts cnt interval intervals period age uptime timestamp time date datetime "
    "seconds minutes hours ms name label flag flags enabled enable disabled valid validity status state "
    "code error errors err fault faults calibration calibrated offset correction resolution sequence seq "
    "fport protocol model vendor number num size length reset resets reason message msg msgtype crc "
    "checksum raw systimestamp datecode swver hwver mintime maxtime schema bytes payload hex sampling "
    "report reporting cause bit bits accuracy precision gain frame frames charging charger type year "
    "month day hour minute second detection detected display brand options option interrupt pin duration "
    "duty cycle tx txpower confirmed retransmission ack restart presence connect connected disconnect "
    "connection cableconnected install installed list lifetime ttl available support supported units "
    "symbol displayname decodinginfo description comment info quality",
}

_UNITS = {
    "°C": "c celsius celcius degrees degc cel centigrade deg",
    "°F": "f fahrenheit degf tf imperial",
    "K": "k kelvin",
    "%": "% pct percent percentage prozent pc perc soc remaining",
    "%RH": "prh",
    "V": "v vdc",
    "mV": "mv millivolt millivolts millivolt",
    "Pa": "pa",
    "hPa": "hpa mbar",
    "kPa": "kpa cbar cb centibar centibars",
    "bar": "bar",
    "psi": "psi",
    "µS/cm": "uscm us",
    "mS/cm": "mscm",
    "dS/m": "dsm ds/m",
    "lux": "lx",
    "ppm": "ppm",
    "dBm": "dbm",
    "dB": "db",
    "cm": "cm",
}

_PLAIN = (
    "open opened closed value on built present tele meas metrics general thsensor tempsensor values val "
    "data sensor sensors measurement measurements measure measured measures reading readings sample "
    "samples sensing current curr actual instant instantaneous now real live telemetry object decoded the of "
    "de del della dell du des da im der at and relative rel relativa history histories record records log "
    "logs datalog backlog uplink periodic latest last messages newest recent analog input inputs channels "
    "result results states weather station climate th lht temphum temphumi readout average position "
    "location gps gnss coordinates coordinate content volumetric water_content percentvalue status1 info1 "
    "main standard default electrical concentration intensity lora lorawan conductivityvalue voltagevalue "
    "level percentlevel lpp metric realtime cur inst measur observed observation observations attributes "
    "timeseries aggregate aggregated aggregates backlogs"
)

_LABELS = (
    "white red black blue green yellow left right top bottom front rear back middle centre center north "
    "south east west a b ble ws"
)
"""Words that tell one probe from another: the colour of its wire, its place, how it is heard."""
PLACES = frozenset(
    """zones rooms racks rows gh tunnel tunnels house houses block blocks section sections sector sectors
    field fields plot plots bed beds bench benches tray trays box boxes container containers truck trucks
    area areas site sites farm farms place places group groups cluster clusters segments compartment points
    compartments io dashboard obs properties params features response nested part parts unit devices nodes
    modules stations master slave slaves modbus rs485 object greenhouses fridges freezers""".split()  # noqa: SIM905 - one word a line would say no more
)
"""Words that above a measurement say where it stands or who handed it on; in its own name they may say
anything."""
_NUMBERS = "one two three four five six seven eight"
_AVERAGES = "avg ave average mean moyenne median averaged mittel durchschnitt"
_PROBES = (
    "port chn ch channel chan probe depth position zone layer slot point sonde probes ain no nr idx "
    "bay rack shelf row pallet aisle segment"
)
_SENSORS = (
    "sht ds tmp117 ntc rtd pt100 pt1000 pt tc thermocouple bme bmp ds18b20 onewire 1wire dht si aht ath "
    "gxht30 5te 5tm gs3 teros ec5 hdc scd sdi sdi12 i2c wire w1 dallas htu tmp100 mlx thermistor ir sts "
    "smt smt100 thermo capacitive resistive hygroclip k-type digital flex radiationshield"
)


PHRASES = MappingProxyType(
    {
        ("cold", "room"): "coldroom",
        ("cold", "store"): "coldstore",
        ("cold", "storage"): "coldstore",
        ("pre", "cooler"): "precooler",
        ("return", "air"): "returnair",
        ("air", "return"): "returnair",
        ("supply", "air"): "supplyair",
        ("air", "supply"): "supplyair",
        ("discharge", "air"): "supplyair",
        ("air", "discharge"): "supplyair",
        ("radiation", "shield"): "radiationshield",
        ("do", "solo"): "solo",
        ("do", "ar"): "ar",
        ("l", "air"): "air",
        ("dry", "bulb"): "drybulb",
    }
    | {("in", unit): unit for words in _UNITS.values() for unit in words.split()}
)
"""Words that mean together what neither means alone: a cold room is no pipe, return air no water, ``do solo``
no dissolved oxygen, and ``in celsius`` nothing that is inside."""


def _words() -> dict[str, Word]:
    table: dict[str, Word] = {}

    def learn(role: Role, means: str, words: str) -> None:
        for word in words.split():
            table.setdefault(word, Word(role, means))

    for means, words in _MEASURES.items():
        learn(Role.MEASURE, means, words)
    for means, words in _MEDIA.items():
        learn(Role.MEDIUM, means, words)
    learn(Role.AVERAGE, "", _AVERAGES)
    for means, words in _UNITS.items():
        learn(Role.UNIT, means, words)
    learn(Role.PROBE, "", _PROBES)
    learn(Role.LABEL, "", _LABELS)
    for number, text in enumerate(_NUMBERS.split(), start=1):
        learn(Role.LABEL, str(number), text)
    learn(Role.SENSOR, "", _SENSORS)
    for means, words in _COMPUTED.items():
        learn(Role.COMPUTED, means, words)
    learn(Role.PLAIN, "", _PLAIN)
    return table


WORDS = MappingProxyType(_words())
"""Every known word."""
