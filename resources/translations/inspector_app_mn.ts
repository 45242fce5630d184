<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="mn" sourcelanguage="en">
<context>
    <name>Annotations</name>
    <message>
        <source>Not saved</source>
        <translation>Хадгалагдаагүй</translation>
    </message>
    <message>
        <source>Not taken back</source>
        <translation>Буцаагдаагүй</translation>
    </message>
    <message>
        <source>Being saved</source>
        <translation>Хадгалж байна</translation>
    </message>
    <message>
        <source>version {0}</source>
        <translation>{0}-р хувилбар</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>хадгалагдаагүй</translation>
    </message>
</context>
<context>
    <name>CandidateList</name>
    <message>
        <source>Compare with</source>
        <translation>Юутай харьцуулах</translation>
    </message>
    <message>
        <source>Show beside as well</source>
        <translation>Мөн зэрэгцүүлж харуулах</translation>
    </message>
    <message>
        <source>Up to three other scans beside this one (Enter in the list)</source>
        <translation>Энэ зургийн хажууд гурав хүртэл зураг (жагсаалтад Enter)</translation>
    </message>
    <message>
        <source>Scans to compare with</source>
        <translation>Харьцуулах зургууд</translation>
    </message>
    <message>
        <source>Looking through the cases of this post …</source>
        <translation>Энэ боомтын хэргүүдийг үзэж байна …</translation>
    </message>
    <message>
        <source>Nothing to compare with yet. This post has kept no other scan of this container or vehicle, no empty one of this length and none of such goods. Only cases that are kept at this station are looked through.</source>
        <translation>Харьцуулах зураг алга. Энэ боомтод энэ чингэлэг, тээврийн хэрэгслийн өөр зураг, ийм урттай хоосон, ийм барааны зураг хадгалагдаагүй. Зөвхөн энэ байранд хадгалсан хэргийг үзнэ.</translation>
    </message>
    <message>
        <source>no verdict yet</source>
        <translation>дүгнэлтгүй</translation>
    </message>
    <message>
        <source>Verdict: {verdict}</source>
        <translation>Дүгнэлт: {verdict}</translation>
    </message>
    <message>
        <source>file not here</source>
        <translation>файл энд алга</translation>
    </message>
    <message>
        <source>compared with</source>
        <translation>харьцуулж буй</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>харагдаж буй</translation>
    </message>
</context>
<context>
    <name>Carrier</name>
    <message>
        <source>Nothing of it was taken in.</source>
        <translation>Үүнээс юу ч авч оруулаагүй.</translation>
    </message>
    <message>
        <source>This file is no answer from the centre.</source>
        <translation>Энэ файл төвийн хариу биш.</translation>
    </message>
    <message>
        <source>This is a disk for the centre. Choose the answer that the centre wrote to it.</source>
        <translation>Энэ бол төвд зориулсан диск. Төвийн бичсэн хариуг сонгоно уу.</translation>
    </message>
    <message>
        <source>This answer was sealed for another station.</source>
        <translation>Энэ хариуг өөр байранд битүүмжилсэн.</translation>
    </message>
    <message>
        <source>This answer is for another station.</source>
        <translation>Энэ хариу өөр байрных.</translation>
    </message>
    <message>
        <source>The answer was cut off or changed on its way. Copy it to the stick again.</source>
        <translation>Хариу замдаа тасарсан эсвэл өөрчлөгдсөн. Флаш руу дахин хуулна уу.</translation>
    </message>
    <message>
        <source>The answer is not as it should be. Ask the centre to write it again.</source>
        <translation>Хариу байх ёстойгоор биш байна. Төвөөс дахин бичүүлнэ үү.</translation>
    </message>
    <message>
        <source>The answer was written by a newer program. Install that version or later.</source>
        <translation>Хариуг шинэ программаар бичсэн. Тэр хувилбар буюу түүнээс хойшхыг суулгана уу.</translation>
    </message>
    <message>
        <source>The answer is not signed by the centre. Nothing in it is believed. Tell the technician.</source>
        <translation>Хариунд төвийн гарын үсэг алга. Доторх юунд нь ч итгэхгүй. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The stick cannot be read. Put it in again, then choose the answer once more.</source>
        <translation>Флаш уншигдахгүй байна. Дахин залгаад хариуг дахин сонгоно уу.</translation>
    </message>
    <message>
        <source>There is no room here for what is in the answer. Free some space.</source>
        <translation>Хариунд буй зүйлд энд зай хүрэлцэхгүй. Зай чөлөөлнө үү.</translation>
    </message>
    <message>
        <source>The answer cannot be read. Tell the technician.</source>
        <translation>Хариуг уншиж чадахгүй байна. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>A carrier disk needs a station that was enrolled at the centre with a code; tell the technician. Until then, “Export unsent work…” writes everything into a plain file.</source>
        <translation>Зөөврийн дискэнд төвд кодоор бүртгүүлсэн байр хэрэгтэй; техникчид хэлнэ үү. Тэр хүртэл «Илгээгээгүйг гаргах…» бүгдийг энгийн файлд бичнэ.</translation>
    </message>
</context>
<context>
    <name>CarrierDialog</name>
    <message>
        <source>Carrier disk</source>
        <translation>Зөөврийн диск</translation>
    </message>
    <message>
        <source>Where there is no link, work travels on a USB stick: a disk goes to the centre, and its answer comes back. Only the centre can open the disk, only this station the answer. Nothing goes wrong when one is lost, comes late or is read twice.</source>
        <translation>Холболтгүй газарт ажил флаш дискээр явна: диск төвд очиж, хариу нь буцаж ирнэ. Дискийг зөвхөн төв, хариуг зөвхөн энэ байр нээнэ. Аль нэг нь алга болсон, хожимдсон, хоёр удаа уншигдсан ч юу ч эвдрэхгүй.</translation>
    </message>
    <message>
        <source>To the centre</source>
        <translation>Төв рүү</translation>
    </message>
    <message>
        <source>Disk and answer at most</source>
        <translation>Диск ба хариуны дээд хэмжээ</translation>
    </message>
    <message>
        <source>Write a disk…</source>
        <translation>Диск бичих…</translation>
    </message>
    <message>
        <source>From the centre</source>
        <translation>Төвөөс</translation>
    </message>
    <message>
        <source>The answer says what became of the records, and brings new cases and scans.</source>
        <translation>Хариу нь бичлэгүүд юу болсныг хэлж, шинэ хэрэг, скан авчирна.</translation>
    </message>
    <message>
        <source>Read an answer…</source>
        <translation>Хариу унших…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Хаах</translation>
    </message>
    <message>
        <source>Nothing waits here. A disk would only ask for new cases and scans.</source>
        <translation>Энд хүлээж буй зүйл алга. Диск зөвхөн шинэ хэрэг, скан хүснэ.</translation>
    </message>
    <message>
        <source>Not answered: {records} records. Files to send: {files}, {size}. Records go first, then photos; scans while they fit.</source>
        <translation>Хариугүй бичлэг: {records}. Илгээх файл: {files}, {size}. Эхлээд бичлэг, дараа нь гэрэл зураг, скан багтах хэрээр явна.</translation>
    </message>
</context>
<context>
    <name>Carrying</name>
    <message>
        <source>The carrier disk is being written</source>
        <translation>Зөөврийн дискийг бичиж байна</translation>
    </message>
    <message>
        <source>The answer is being read</source>
        <translation>Хариуг уншиж байна</translation>
    </message>
    <message>
        <source>Stopped: no file was written.</source>
        <translation>Зогсоосон: файл бичээгүй.</translation>
    </message>
    <message>
        <source>Written to {path}: {operations} records and {files} files, {size}. Take it to the centre. Until its answer is read in here, everything counts as not answered.</source>
        <translation>{path} руу бичлээ: {operations} бичлэг, {files} файл, {size}. Төвд хүргэнэ үү. Хариуг нь энд уншуулах хүртэл бүгд хариугүйд тооцогдоно.</translation>
    </message>
    <message>
        <source>Scans asked for: {count}.</source>
        <translation>Хүссэн скан: {count}.</translation>
    </message>
    <message>
        <source>Files left out for their size: {count}.</source>
        <translation>Хэмжээнд багтаагүй файл: {count}.</translation>
    </message>
    <message>
        <source>Records left for the next disk, after the answer: {count}.</source>
        <translation>Хариуны дараах дискэнд үлдсэн бичлэг: {count}.</translation>
    </message>
    <message>
        <source>Files damaged or gone from the scan store: {count}. Tell the technician.</source>
        <translation>Гэмтсэн эсвэл сканы сангаас алга болсон файл: {count}. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>Stopped: nothing was taken in.</source>
        <translation>Зогсоосон: юу ч авч оруулаагүй.</translation>
    </message>
    <message>
        <source>Records applied at the centre: {count}.</source>
        <translation>Төвд бүртгэгдсэн бичлэг: {count}.</translation>
    </message>
    <message>
        <source>In conflict with another version: {count}.</source>
        <translation>Өөр хувилбартай зөрчилдсөн: {count}.</translation>
    </message>
    <message>
        <source>Rejected: {count}.</source>
        <translation>Татгалзсан: {count}.</translation>
    </message>
    <message>
        <source>Files safe at the centre: {count}.</source>
        <translation>Төвд хадгалагдсан файл: {count}.</translation>
    </message>
    <message>
        <source>New or newer cases: {count}.</source>
        <translation>Шинэ буюу шинэчлэгдсэн хэрэг: {count}.</translation>
    </message>
    <message>
        <source>Scan files: {count}.</source>
        <translation>Сканы файл: {count}.</translation>
    </message>
    <message>
        <source>Scan files left out for their size: {count}.</source>
        <translation>Хэмжээнд багтаагүй сканы файл: {count}.</translation>
    </message>
    <message>
        <source>Lost at the centre, to go on the next disk: {count}.</source>
        <translation>Төвд алдагдсан, дараагийн дискээр явах: {count}.</translation>
    </message>
    <message>
        <source>The centre was restored; to be compared with it, on the next disk: {count}.</source>
        <translation>Төвийг нөөцөөс сэргээсэн; түүнтэй тулгахаар дараагийн дискээр явах: {count}.</translation>
    </message>
    <message>
        <source>Records that wait for earlier ones: {count}.</source>
        <translation>Өмнөхөө хүлээж буй бичлэг: {count}.</translation>
    </message>
    <message>
        <source>Files the centre did not take: {count}.</source>
        <translation>Төв хүлээж аваагүй файл: {count}.</translation>
    </message>
    <message>
        <source>Cases that this program is too old to read: {count}.</source>
        <translation>Энэ программ хуучин тул уншиж чадаагүй хэрэг: {count}.</translation>
    </message>
    <message>
        <source>This computer or the centre was restored from a backup; what waits is numbered anew. Write another carrier disk.</source>
        <translation>Энэ компьютер эсвэл төвийг нөөц хуулбараас сэргээсэн тул хүлээж буй бичлэгүүд шинэ дугаартай боллоо. Дахин нэг зөөврийн диск бичнэ үү.</translation>
    </message>
    <message>
        <source>The answer brought nothing new: all of it was here already.</source>
        <translation>Хариунд шинэ зүйл алга: бүгд энд байсан.</translation>
    </message>
    <message>
        <source>The answer was read in.</source>
        <translation>Хариуг уншиж авлаа.</translation>
    </message>
</context>
<context>
    <name>CaseFrame</name>
    <message>
        <source>Why this case is here</source>
        <translation>Яагаад энд ирсэн бэ</translation>
    </message>
    <message>
        <source>Declaration</source>
        <translation>Мэдүүлэг</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Түүх</translation>
    </message>
    <message>
        <source>Highlights</source>
        <translation>Тэмдэглэсэн газар</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Илрүүлэлт</translation>
    </message>
    <message>
        <source>Verdict on the scan</source>
        <translation>Зургийн дүгнэлт</translation>
    </message>
</context>
<context>
    <name>CaseHead</name>
    <message>
        <source>← Queue</source>
        <translation>← Дараалал</translation>
    </message>
    <message>
        <source>Back to the queue (Alt+Left)</source>
        <translation>Дараалал руу буцах (Alt+Left)</translation>
    </message>
</context>
<context>
    <name>CaseKeys</name>
    <message>
        <source>Mouse</source>
        <translation>Хулгана</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Хэрэг</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Цонх</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Харагдац</translation>
    </message>
    <message>
        <source>Moving</source>
        <translation>Шилжих</translation>
    </message>
    <message>
        <source>Marking</source>
        <translation>Тэмдэглэх</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Хэмжих</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>Харьцуулах</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Хүрд</translation>
    </message>
    <message>
        <source>closer or farther at the mouse</source>
        <translation>хулганы байрлалд ойртох, холдох</translation>
    </message>
    <message>
        <source>along the scan</source>
        <translation>зургийн дагуу шилжих</translation>
    </message>
    <message>
        <source>Right button</source>
        <translation>Баруун товч</translation>
    </message>
    <message>
        <source>drag: contrast across, brightness up and down; click: a menu</source>
        <translation>чирэх: хөндлөн ялгарал, босоо гэрэлтэлт; дарах: цэс</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Давхар товших</translation>
    </message>
    <message>
        <source>1:1 at the mouse, or back to the whole scan</source>
        <translation>хулганы байрлалд 1:1, эсвэл бүх зураг руу буцах</translation>
    </message>
    <message>
        <source>Key of a tool, twice</source>
        <translation>Хэрэгслийн товч, хоёр удаа</translation>
    </message>
    <message>
        <source>the tool stays in hand for more than one; Esc puts it down</source>
        <translation>хэрэгсэл гарт үлдэж, олон удаа зурна; Esc түүнийг тавина</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Зай</translation>
    </message>
    <message>
        <source>Middle button</source>
        <translation>Дунд товч</translation>
    </message>
    <message>
        <source>drag: move the picture with any tool in hand</source>
        <translation>чирэх: ямар ч хэрэгсэлтэй зургийг хөдөлгөх</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Сумнууд</translation>
    </message>
    <message>
        <source>move the picture by a step or by a screen</source>
        <translation>зургийг нэг алхам эсвэл нэг дэлгэцээр хөдөлгөх</translation>
    </message>
</context>
<context>
    <name>CasePage</name>
    <message>
        <source>choose the verdict</source>
        <translation>дүгнэлт сонгох</translation>
    </message>
    <message>
        <source>give the chosen verdict</source>
        <translation>сонгосон дүгнэлтийг өгөх</translation>
    </message>
    <message>
        <source>save the finding here</source>
        <translation>илрүүлэлтийг энд хадгалах</translation>
    </message>
    <message>
        <source>attach photos to the chosen finding</source>
        <translation>сонгосон илрүүлэлтэд гэрэл зураг хавсаргах</translation>
    </message>
    <message>
        <source>in a list: record the highlight, amend the finding</source>
        <translation>жагсаалтад: тэмдэглэсэн газрыг бүртгэх, илрүүлэлтийг засах</translation>
    </message>
    <message>
        <source>discard what is being written</source>
        <translation>бичиж буйг болих</translation>
    </message>
</context>
<context>
    <name>CaseState</name>
    <message>
        <source>Waiting</source>
        <translation>Хүлээж байна</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Нээсэн</translation>
    </message>
    <message>
        <source>Verdict given</source>
        <translation>Дүгнэлт өгсөн</translation>
    </message>
</context>
<context>
    <name>Channel</name>
    <message>
        <source>Red channel</source>
        <translation>Улаан суваг</translation>
    </message>
    <message>
        <source>Orange channel</source>
        <translation>Улбар шар суваг</translation>
    </message>
    <message>
        <source>Green channel</source>
        <translation>Ногоон суваг</translation>
    </message>
</context>
<context>
    <name>CheatSheet</name>
    <message>
        <source>Keys</source>
        <translation>Товчнууд</translation>
    </message>
    <message>
        <source>Search by word or key</source>
        <translation>Үг, товчоор хайх</translation>
    </message>
</context>
<context>
    <name>Clock</name>
    <message>
        <source>{minutes} min left</source>
        <translation>{minutes} мин үлдсэн</translation>
    </message>
    <message>
        <source>over by {hours} h {minutes} min</source>
        <translation>{hours} ц {minutes} мин хэтэрсэн</translation>
    </message>
    <message>
        <source>over by {minutes} min</source>
        <translation>{minutes} мин хэтэрсэн</translation>
    </message>
    <message>
        <source>Looked at: {minutes} min {seconds} s</source>
        <translation>Үзсэн хугацаа: {minutes} мин {seconds} сек</translation>
    </message>
    <message>
        <source>Looked at: {seconds} s</source>
        <translation>Үзсэн хугацаа: {seconds} сек</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Nothing is called that.</source>
        <translation>Ийм нэртэй юм алга.</translation>
    </message>
    <message>
        <source>Not possible now.</source>
        <translation>Одоо боломжгүй.</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Тушаалууд</translation>
    </message>
    <message>
        <source>What to do? A few letters or a key</source>
        <translation>Юу хийх вэ? Хэдэн үсэг эсвэл товч</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>Side by side</source>
        <translation>Зэрэгцүүлэх</translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation>Шувтрах</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Анивчуулах</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Ялгаа</translation>
    </message>
    <message>
        <source>Two to four scans that move together</source>
        <translation>Хамт хөдлөх хоёроос дөрвөн зураг</translation>
    </message>
    <message>
        <source>One scan over the other with a divider: drag it, or press Left and Right</source>
        <translation>Нэг зургийг нөгөөгийн дээр тавьж зааглана: заагийг чирэх эсвэл зүүн, баруун сум дарах</translation>
    </message>
    <message>
        <source>One scan in place of the other: Space changes them, or let them change</source>
        <translation>Хоёр зураг ээлжилнэ: Space товчоор эсвэл өөрөө</translation>
    </message>
    <message>
        <source>Only what differs beyond noise: orange more material, blue less</source>
        <translation>Зөвхөн шуугианаас давсан ялгаа: улбар шар нь их, хөх нь бага бодис</translation>
    </message>
    <message>
        <source>other view of this scan</source>
        <translation>энэ зургийн нөгөө өнцөг</translation>
    </message>
    <message>
        <source>another scan of this case</source>
        <translation>энэ хэргийн өөр зураг</translation>
    </message>
    <message>
        <source>same container</source>
        <translation>ижил чингэлэг</translation>
    </message>
    <message>
        <source>same vehicle</source>
        <translation>ижил тээврийн хэрэгсэл</translation>
    </message>
    <message>
        <source>empty, of the same length</source>
        <translation>ижил урттай, хоосон</translation>
    </message>
    <message>
        <source>same goods (HS heading)</source>
        <translation>ижил бараа (БТКУС-ийн зүйл)</translation>
    </message>
    <message>
        <source>similar goods (HS chapter)</source>
        <translation>төстэй бараа (БТКУС-ийн бүлэг)</translation>
    </message>
    <message>
        <source>side view</source>
        <translation>хажуугаас</translation>
    </message>
    <message>
        <source>top view</source>
        <translation>дээрээс</translation>
    </message>
    <message>
        <source>This scan · {time}</source>
        <translation>Энэ зураг · {time}</translation>
    </message>
    <message>
        <source>This scan, {view}</source>
        <translation>Энэ зураг, {view}</translation>
    </message>
    <message>
        <source>Earlier {time}</source>
        <translation>Өмнөх {time}</translation>
    </message>
    <message>
        <source>Later {time}</source>
        <translation>Дараах {time}</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>ЗАГВАРЧИЛСАН</translation>
    </message>
    <message>
        <source>no goods declared</source>
        <translation>бараа мэдүүлээгүй</translation>
    </message>
    <message>
        <source>Another view: linked along the vehicle, not laid over each other</source>
        <translation>Өөр өнцөг: уртын дагуу холбосон, давхцуулаагүй</translation>
    </message>
    <message>
        <source>Shown unaligned.</source>
        <translation>Тааруулалгүй харуулав.</translation>
    </message>
    <message>
        <source>Not aligned: shown by scale alone</source>
        <translation>Тааруулаагүй: зөвхөн хэмжээсээр харуулав</translation>
    </message>
    <message>
        <source>Aligned, residual {residual}</source>
        <translation>Тааруулсан, үлдэгдэл {residual}</translation>
    </message>
    <message>
        <source>stretched by {share} %</source>
        <translation>{share} % сунгасан</translation>
    </message>
    <message>
        <source>squeezed by {share} %</source>
        <translation>{share} % шахсан</translation>
    </message>
    <message>
        <source>turned round: it drove the other way</source>
        <translation>эргүүлсэн: эсрэг зүгт явсан</translation>
    </message>
    <message>
        <source>{share} % overlap</source>
        <translation>{share} % давхцсан</translation>
    </message>
    <message>
        <source>shifted by {shift} px</source>
        <translation>{shift} px шилжүүлсэн</translation>
    </message>
    <message>
        <source>shifted by {shift} mm</source>
        <translation>{shift} мм шилжүүлсэн</translation>
    </message>
    <message>
        <source>Cannot be aligned: there is nothing to hold on to.</source>
        <translation>Тааруулах боломжгүй: барих зүйл алга.</translation>
    </message>
    <message>
        <source>Cannot be aligned: the two do not look alike.</source>
        <translation>Тааруулах боломжгүй: хоёр зураг төсгүй.</translation>
    </message>
    <message>
        <source>Cannot be aligned: they have too little in common.</source>
        <translation>Тааруулах боломжгүй: давхцах хэсэг хэт бага.</translation>
    </message>
    <message>
        <source>Difference: {this} against {other}</source>
        <translation>Ялгаа: {this} ба {other}</translation>
    </message>
    <message>
        <source>less material now</source>
        <translation>одоо бодис бага</translation>
    </message>
    <message>
        <source>more material now</source>
        <translation>одоо бодис их</translation>
    </message>
    <message>
        <source>White: the same within noise. Grey: cannot be compared.</source>
        <translation>Цагаан: шуугианы хэмжээнд ижил. Саарал: харьцуулах боломжгүй.</translation>
    </message>
    <message>
        <source>−ln T</source>
        <translation>−ln T</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Opening and aligning …</source>
        <translation>Нээж, тааруулж байна …</translation>
    </message>
    <message>
        <source>← Case</source>
        <translation>← Хэрэг</translation>
    </message>
    <message>
        <source>Back to the case (Alt+Left)</source>
        <translation>Хэрэг рүү буцах (Alt+Left)</translation>
    </message>
</context>
<context>
    <name>Compliance</name>
    <message>
        <source>excellent</source>
        <translation>маш сайн</translation>
    </message>
    <message>
        <source>good</source>
        <translation>сайн</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>дунд</translation>
    </message>
    <message>
        <source>low</source>
        <translation>муу</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>тодорхойгүй</translation>
    </message>
</context>
<context>
    <name>Conflict</name>
    <message>
        <source>{what}, withdrawn</source>
        <translation>{what}, буцаасан</translation>
    </message>
    <message>
        <source>At the centre: {what} ({author}, {time}, version {version})</source>
        <translation>Төвд: {what} ({author}, {time}, хувилбар {version})</translation>
    </message>
    <message>
        <source>The centre does not have the version that this one amends.</source>
        <translation>Үүний зассан хувилбар төвд алга.</translation>
    </message>
    <message>
        <source>The centre&apos;s version was written by a newer program.</source>
        <translation>Төвийн хувилбарыг шинэ програмаар бичсэн байна.</translation>
    </message>
</context>
<context>
    <name>DeclarationPanel</name>
    <message>
        <source>Goods items</source>
        <translation>Барааны мөрүүд</translation>
    </message>
    <message>
        <source>Declaration</source>
        <translation>Мэдүүлэг</translation>
    </message>
    <message>
        <source>{number}, version {version}, {procedure}</source>
        <translation>{number}, {version}-р хувилбар, {procedure}</translation>
    </message>
    <message>
        <source>Entered</source>
        <translation>Орсон</translation>
    </message>
    <message>
        <source>{post}, {time}, lane {lane}</source>
        <translation>{post}, {time}, {lane}-р эгнээ</translation>
    </message>
    <message>
        <source>Vehicle</source>
        <translation>Тээврийн хэрэгсэл</translation>
    </message>
    <message>
        <source>Declared gross</source>
        <translation>Мэдүүлсэн бохир жин</translation>
    </message>
    <message>
        <source>Weighed, vehicle</source>
        <translation>Жинлэсэн, машинтай</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Үнэ</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>Чингэлэг</translation>
    </message>
    <message>
        <source>Seal</source>
        <translation>Лац</translation>
    </message>
    <message>
        <source>check digit does not fit</source>
        <translation>хяналтын цифр таарахгүй</translation>
    </message>
    <message>
        <source>HS {code} · {origin}</source>
        <translation>БТКУС {code} · {origin}</translation>
    </message>
    <message>
        <source>{count} × {package} · net {net} · gross {gross}</source>
        <translation>{count} × {package} · цэвэр {net} · бохир {gross}</translation>
    </message>
</context>
<context>
    <name>Delivery</name>
    <message>
        <source>Saved here</source>
        <translation>Энд хадгалсан</translation>
    </message>
    <message>
        <source>Sent, no answer yet</source>
        <translation>Илгээсэн, хариу ирээгүй</translation>
    </message>
    <message>
        <source>Applied at the centre</source>
        <translation>Төвд бүртгэсэн</translation>
    </message>
    <message>
        <source>Rejected by the centre</source>
        <translation>Төв татгалзсан</translation>
    </message>
    <message>
        <source>Conflict, for the supervisor</source>
        <translation>Зөрчил, ахлах байцаагчид</translation>
    </message>
</context>
<context>
    <name>DemoMenu</name>
    <message>
        <source>Demo</source>
        <translation>Үзүүлэн</translation>
    </message>
    <message>
        <source>The centre is running</source>
        <translation>Төв ажиллаж байна</translation>
    </message>
</context>
<context>
    <name>DetachedScan</name>
    <message>
        <source>Own window</source>
        <translation>Тусдаа цонх</translation>
    </message>
    <message>
        <source>Put the scan on its own window, or bring it back  [F11]</source>
        <translation>Зургийг тусдаа цонхонд гаргах эсвэл буцаах  [F11]</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Скан</translation>
    </message>
</context>
<context>
    <name>Display</name>
    <message>
        <source>colours {0}</source>
        <translation>өнгө: {0}</translation>
    </message>
    <message>
        <source>blind zones marked</source>
        <translation>нэвтрээгүй хэсгийг тэмдэглэсэн</translation>
    </message>
    <message>
        <source>gamma {0}</source>
        <translation>гамма {0}</translation>
    </message>
    <message>
        <source>inverted</source>
        <translation>урвуу</translation>
    </message>
    <message>
        <source>original</source>
        <translation>эх зураг</translation>
    </message>
    <message>
        <source>edges {0}</source>
        <translation>ирмэг: {0}</translation>
    </message>
    <message>
        <source>noise removal {0}</source>
        <translation>шуугиан арилгалт: {0}</translation>
    </message>
    <message>
        <source>local contrast {0}</source>
        <translation>хэсгийн ялгарал: {0}</translation>
    </message>
    <message>
        <source>off</source>
        <translation>үгүй</translation>
    </message>
    <message>
        <source>weak</source>
        <translation>сул</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>дунд</translation>
    </message>
    <message>
        <source>strong</source>
        <translation>хүчтэй</translation>
    </message>
    <message>
        <source>both energies combined</source>
        <translation>хоёр энерги нийлсэн</translation>
    </message>
    <message>
        <source>high energy</source>
        <translation>өндөр энерги</translation>
    </message>
    <message>
        <source>low energy</source>
        <translation>бага энерги</translation>
    </message>
    <message>
        <source>one energy</source>
        <translation>нэг энерги</translation>
    </message>
    <message>
        <source>window {0} to {1} of {2}</source>
        <translation>цонх {0}–{1}, нийт {2}</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>шугаман</translation>
    </message>
    <message>
        <source>logarithm</source>
        <translation>логарифм</translation>
    </message>
    <message>
        <source>square root</source>
        <translation>квадрат язгуур</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>саарал</translation>
    </message>
    <message>
        <source>hot</source>
        <translation>халуун</translation>
    </message>
    <message>
        <source>rainbow</source>
        <translation>солонго</translation>
    </message>
    <message>
        <source>no material colour</source>
        <translation>материалын өнгөгүй</translation>
    </message>
    <message>
        <source>material colour</source>
        <translation>материалын өнгө</translation>
    </message>
    <message>
        <source>organic only</source>
        <translation>зөвхөн органик</translation>
    </message>
    <message>
        <source>metal only</source>
        <translation>зөвхөн металл</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>дундаж</translation>
    </message>
    <message>
        <source>minimum: thin dense things stay visible</source>
        <translation>хамгийн бага: нимгэн нягт зүйл харагдана</translation>
    </message>
    <message>
        <source>turned {0}°</source>
        <translation>{0}° эргүүлсэн</translation>
    </message>
    <message>
        <source>mirrored</source>
        <translation>толин тусгал</translation>
    </message>
    <message>
        <source>doors left</source>
        <translation>хаалга зүүн талд</translation>
    </message>
    <message>
        <source>doors right</source>
        <translation>хаалга баруун талд</translation>
    </message>
    <message>
        <source>doors above</source>
        <translation>хаалга дээд талд</translation>
    </message>
    <message>
        <source>doors below</source>
        <translation>хаалга доод талд</translation>
    </message>
</context>
<context>
    <name>DisplayPanel</name>
    <message>
        <source>This scan has one energy only; materials need two.</source>
        <translation>Энэ зураг нэг энергитэй; материалд хоёр хэрэгтэй.</translation>
    </message>
    <message>
        <source>Display panel</source>
        <translation>Харагдацын самбар</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Энерги</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Цонх</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>Муруй</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Гамма</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>Ирмэг</translation>
    </message>
    <message>
        <source>Remove noise</source>
        <translation>Шуугиан арилгах</translation>
    </message>
    <message>
        <source>Local contrast</source>
        <translation>Хэсгийн ялгарал</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Өнгө</translation>
    </message>
    <message>
        <source>Material</source>
        <translation>Материал</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Өндөр</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Бага</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Хоёул</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Шугаман</translation>
    </message>
    <message>
        <source>Logarithm</source>
        <translation>Логарифм</translation>
    </message>
    <message>
        <source>Square root</source>
        <translation>Язгуур</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Үгүй</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Өнгө</translation>
    </message>
    <message>
        <source>Organic</source>
        <translation>Органик</translation>
    </message>
    <message>
        <source>Metal</source>
        <translation>Металл</translation>
    </message>
    <message>
        <source>Colours of materials</source>
        <translation>Материалын өнгө</translation>
    </message>
    <message>
        <source>organic</source>
        <translation>органик</translation>
    </message>
    <message>
        <source>heavy metal; grey: cannot be told</source>
        <translation>хүнд металл; саарал: тодорхойгүй</translation>
    </message>
    <message>
        <source>Inverted</source>
        <translation>Урвуу</translation>
    </message>
    <message>
        <source>Thin dense</source>
        <translation>Нимгэн нягт</translation>
    </message>
    <message>
        <source>Blind zones</source>
        <translation>Нэвтрээгүй хэсэг</translation>
    </message>
    <message>
        <source>Original (O)</source>
        <translation>Эх зураг (O)</translation>
    </message>
    <message>
        <source>Reset (R)</source>
        <translation>Анхны (R)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Хаах (Esc)</translation>
    </message>
</context>
<context>
    <name>EnhancedBadge</name>
    <message>
        <source>Enhanced: {0}. Original: O</source>
        <translation>Боловсруулсан: {0}. Эх зураг: O</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Something went wrong in the program. It was written to the log; please report it.</source>
        <translation>Програмд алдаа гарлаа. Бүртгэлд бичсэн; мэдэгдэнэ үү.</translation>
    </message>
    <message>
        <source>Ask for the scan to be sent again.</source>
        <translation>Зургийг дахин илгээхийг хүснэ үү.</translation>
    </message>
    <message>
        <source>Check which file was sent.</source>
        <translation>Ямар файл ирснийг шалгана уу.</translation>
    </message>
    <message>
        <source>The scan has not arrived at this station yet. It is fetched when the link is up.</source>
        <translation>Зураг энэ байранд ирээгүй байна. Холбоо сэргэмэгц татна.</translation>
    </message>
    <message>
        <source>The case names no scan file for this view.</source>
        <translation>Энэ харагдацад зургийн файл заагаагүй байна.</translation>
    </message>
    <message>
        <source>The scan file is gone from the scan store.</source>
        <translation>Зургийн файл агуулахад алга.</translation>
    </message>
    <message>
        <source>This is not a file.</source>
        <translation>Энэ нь файл биш.</translation>
    </message>
    <message>
        <source>This account may not read the scan file. Tell the technician.</source>
        <translation>Энэ хэрэглэгч зургийн файлыг унших эрхгүй. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The scan file is empty.</source>
        <translation>Зургийн файл хоосон байна.</translation>
    </message>
    <message>
        <source>This file is not a scan, whatever its name says.</source>
        <translation>Нэр нь ямар ч бай, энэ файл зураг биш.</translation>
    </message>
    <message>
        <source>The scan is stored in a way this program does not read.</source>
        <translation>Зургийн хадгалсан хэлбэрийг энэ програм уншдаггүй.</translation>
    </message>
    <message>
        <source>The file claims more pixels than any scan has.</source>
        <translation>Файлд ямар ч зурагт байхааргүй олон цэг заасан байна.</translation>
    </message>
    <message>
        <source>The file holds more than two pictures.</source>
        <translation>Файлд хоёроос олон зураг байна.</translation>
    </message>
    <message>
        <source>The end of the scan file is missing.</source>
        <translation>Зургийн файлын төгсгөл дутуу байна.</translation>
    </message>
    <message>
        <source>The scan file is damaged.</source>
        <translation>Зургийн файл гэмтсэн байна.</translation>
    </message>
    <message>
        <source>The scan file is not the one the case names.</source>
        <translation>Зургийн файл мэдүүлэгт заасан файл биш байна.</translation>
    </message>
    <message>
        <source>This picture is coloured. Its colours are not what the scanner measured.</source>
        <translation>Энэ зураг өнгөт байна. Өнгө нь сканнерын хэмжсэн утга биш.</translation>
    </message>
    <message>
        <source>The two energies of this scan do not have the same size.</source>
        <translation>Хоёр энергийн зургийн хэмжээ зөрж байна.</translation>
    </message>
    <message>
        <source>The scan holds larger values than its description allows.</source>
        <translation>Зурагт тодорхойлолтоос нь их утга байна.</translation>
    </message>
    <message>
        <source>The scan file could not be decoded.</source>
        <translation>Зургийн файлыг задлаж чадсангүй.</translation>
    </message>
    <message>
        <source>Decoding the scan took too long and was stopped.</source>
        <translation>Зургийг задлахад хэт удсан тул зогсоолоо.</translation>
    </message>
    <message>
        <source>There is no disk space to open the scan. Free some space and try again.</source>
        <translation>Зураг нээх дискийн зай алга. Зай гаргаад дахин оролдоно уу.</translation>
    </message>
    <message>
        <source>The file that describes the scan does not make sense.</source>
        <translation>Зургийг тайлбарласан файл утгагүй байна.</translation>
    </message>
    <message>
        <source>The scan cannot be shown.</source>
        <translation>Зургийг харуулах боломжгүй.</translation>
    </message>
    <message>
        <source>Not saved: the disk is full. Free some space, then save again.</source>
        <translation>Хадгалсангүй: диск дүүрсэн. Зай гаргаад дахин хадгална уу.</translation>
    </message>
    <message>
        <source>Not saved: this account may not write to the data folder. Tell the technician.</source>
        <translation>Хадгалсангүй: энэ хэрэглэгч өгөгдлийн хавтаст бичих эрхгүй. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The data folder is in use by another program. Close it and try again.</source>
        <translation>Өгөгдлийн хавтсыг өөр програм ашиглаж байна. Хаагаад дахин оролдоно уу.</translation>
    </message>
    <message>
        <source>The station&apos;s database is damaged. Do not delete it; tell the technician.</source>
        <translation>Өгөгдлийн сан гэмтсэн. Устгаж болохгүй; техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The key file does not belong to this database. Tell the technician.</source>
        <translation>Түлхүүр файл энэ өгөгдлийн санд хамаарахгүй. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The database&apos;s key file is missing. Tell the technician; delete nothing.</source>
        <translation>Өгөгдлийн сангийн түлхүүр файл алга. Техникчид хэл; юу ч бүү устга.</translation>
    </message>
    <message>
        <source>This data folder was used by a newer version. Install that version or later.</source>
        <translation>Энэ хавтсыг илүү шинэ хувилбар ашигласан. Тэр буюу түүнээс шинэ хувилбар суулгана уу.</translation>
    </message>
    <message>
        <source>The station&apos;s settings file cannot be read. Tell the technician; nothing is lost.</source>
        <translation>Ажлын байрны тохиргооны файлыг уншиж чадсангүй. Техникчид мэдэгд; юу ч алдагдаагүй.</translation>
    </message>
    <message>
        <source>The disk reports an error. What was saved before is kept. Tell the technician.</source>
        <translation>Диск алдаа заалаа. Өмнө хадгалсан нь хэвээр. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The data folder cannot be opened. Check the disk and the rights.</source>
        <translation>Өгөгдлийн хавтас нээгдэхгүй байна. Диск, эрхийг шалгана уу.</translation>
    </message>
    <message>
        <source>The station&apos;s data cannot be used. Tell the technician.</source>
        <translation>Өгөгдлийг ашиглах боломжгүй. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>Choose what the finding is, then save again.</source>
        <translation>Илрүүлэлт юу болохыг сонгоод дахин хадгална уу.</translation>
    </message>
    <message>
        <source>This kind of finding is no longer in the table. Choose another.</source>
        <translation>Илрүүлэлтийн энэ төрөл жагсаалтад алга. Өөрийг сонгоно уу.</translation>
    </message>
    <message>
        <source>The case no longer has this scan. Open it again.</source>
        <translation>Энэ зураг хэрэгт алга болсон. Дахин нээнэ үү.</translation>
    </message>
    <message>
        <source>The scan no longer has this view. Open it again.</source>
        <translation>Зургийн энэ харагдац алга болсон. Дахин нээнэ үү.</translation>
    </message>
    <message>
        <source>The case no longer has this risk reason. Choose another.</source>
        <translation>Энэ эрсдэлийн шалтгаан хэрэгт алга. Өөрийг сонгоно уу.</translation>
    </message>
    <message>
        <source>The declaration no longer has this goods item. Choose another.</source>
        <translation>Мэдүүлэгт энэ бараа алга. Өөрийг сонгоно уу.</translation>
    </message>
    <message>
        <source>Nothing was changed, so nothing was saved.</source>
        <translation>Юу ч өөрчлөөгүй тул хадгалсангүй.</translation>
    </message>
    <message>
        <source>This finding was withdrawn before.</source>
        <translation>Энэ илрүүлэлтийг өмнө нь татан авсан.</translation>
    </message>
    <message>
        <source>A later version was saved meanwhile. Look at it, then amend that one.</source>
        <translation>Энэ хооронд шинэ хувилбар хадгалагдсан. Түүнийг үзээд нэмэлт оруулна уу.</translation>
    </message>
    <message>
        <source>The text is too long. Shorten it and save again.</source>
        <translation>Бичвэр хэт урт. Богиносгоод дахин хадгална уу.</translation>
    </message>
    <message>
        <source>The scan has not arrived whole: it cannot be called clean yet.</source>
        <translation>Сканы зураг бүрэн ирээгүй байна: зөрчилгүй гэж хараахан дүгнэж болохгүй.</translation>
    </message>
    <message>
        <source>This case has no scan. All that can be said of it is: not scanned.</source>
        <translation>Энэ хэрэгт зураг алга. Зөвхөн «скан хийгээгүй» гэж дүгнэж болно.</translation>
    </message>
    <message>
        <source>Write the words, then save again.</source>
        <translation>Бичвэрээ бичээд дахин хадгална уу.</translation>
    </message>
    <message>
        <source>The photo cannot be read. Put the stick in again and choose it once more.</source>
        <translation>Гэрэл зургийг унших боломжгүй. Флаш дискийг дахин залгаад зургаа дахин сонгоно уу.</translation>
    </message>
    <message>
        <source>The photo file is empty. Take it again.</source>
        <translation>Гэрэл зургийн файл хоосон байна. Дахин авна уу.</translation>
    </message>
    <message>
        <source>The photo is larger than 20 MB. Take it with a smaller setting.</source>
        <translation>Гэрэл зураг 20 МБ-аас том байна. Бага тохиргоогоор дахин авна уу.</translation>
    </message>
    <message>
        <source>Only JPEG and PNG photos can be attached.</source>
        <translation>Зөвхөн JPEG, PNG гэрэл зураг хавсаргаж болно.</translation>
    </message>
    <message>
        <source>This photo is attached to the finding already.</source>
        <translation>Энэ гэрэл зургийг илрүүлэлтэд аль хэдийн хавсаргасан байна.</translation>
    </message>
    <message>
        <source>Say why the scan could not be made or must be repeated.</source>
        <translation>Яагаад скан хийгээгүй, эсвэл давтах ёстойг бичнэ үү.</translation>
    </message>
    <message>
        <source>This cannot be saved as it is.</source>
        <translation>Үүнийг ийм хэвээр хадгалах боломжгүй.</translation>
    </message>
    <message>
        <source>Look at the scan without highlights; tell the technician.</source>
        <translation>Зургийг тэмдэглэгээгүй үзнэ үү; техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>This installation has no model.</source>
        <translation>Энд загвар суулгаагүй байна.</translation>
    </message>
    <message>
        <source>The model file is not the one that was released, so it is not used.</source>
        <translation>Загварын файл баталгаажсан файл биш тул ашиглахгүй.</translation>
    </message>
    <message>
        <source>The model cannot be used.</source>
        <translation>Загварыг ашиглах боломжгүй.</translation>
    </message>
    <message>
        <source>The centre does not know this station. Tell the technician.</source>
        <translation>Төв энэ байрыг танихгүй байна. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>Another station uses this station&apos;s token. Tell the technician.</source>
        <translation>Энэ байрны токеныг өөр байр ашиглаж байна. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The centre has shut this station out. Its work is kept here and can be exported. Tell the technician.</source>
        <translation>Төв энэ байрыг хаасан. Ажил нь энд хадгалагдсан, файлд гаргаж болно. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>This station&apos;s certificate has ended. Its work is kept here; the technician needs a new code from the centre.</source>
        <translation>Энэ байрны гэрчилгээний хугацаа дууссан. Ажил нь энд хадгалагдсан; техникч төвөөс шинэ код авах хэрэгтэй.</translation>
    </message>
    <message>
        <source>The files with which this station proves itself cannot be used. The technician needs a new code from the centre.</source>
        <translation>Энэ станцын өөрийгөө батлах файлыг ашиглах боломжгүй байна. Техникч төвөөс шинэ код авах шаардлагатай.</translation>
    </message>
    <message>
        <source>The centre&apos;s address in the settings is wrong. Tell the technician.</source>
        <translation>Тохиргоон дахь төвийн хаяг буруу байна. Техникчид мэдэгд.</translation>
    </message>
    <message>
        <source>The centre needs another version of this program. Tell the technician.</source>
        <translation>Төвд програмын өөр хувилбар хэрэгтэй. Техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The centre refuses this station. Work goes on here; tell the technician.</source>
        <translation>Төв энэ байрыг хүлээж авахгүй байна. Ажил энд үргэлжилнэ; техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The conversation with the centre stood still. It is begun again by itself.</source>
        <translation>Төвтэй хийх харилцаа зогссон байна. Өөрөө дахин эхэлнэ.</translation>
    </message>
    <message>
        <source>The centre cannot be reached. Work goes on here.</source>
        <translation>Төвтэй холбогдохгүй байна. Ажил энд үргэлжилнэ.</translation>
    </message>
    <message>
        <source>The folder is not there. Choose it again.</source>
        <translation>Хавтас алга. Дахин сонго.</translation>
    </message>
    <message>
        <source>The folder holds no cases. Choose the folder in which the case files lie.</source>
        <translation>Хавтсанд хэрэг алга. Хэргийн файлууд байгаа хавтсыг сонго.</translation>
    </message>
    <message>
        <source>The folder holds the same case twice. Nothing was taken in.</source>
        <translation>Хавтсанд нэг хэрэг хоёр удаа орсон байна. Юу ч аваагүй.</translation>
    </message>
    <message>
        <source>The declaration file cannot be read. Check which file was given.</source>
        <translation>Мэдүүлгийн файл уншигдахгүй байна. Ямар файл өгснөө шалгана уу.</translation>
    </message>
    <message>
        <source>The centre has answered everything, so there is nothing to export.</source>
        <translation>Төв бүгдэд хариулсан тул гаргаж авах зүйл алга.</translation>
    </message>
    <message>
        <source>There is a file of this name already. Choose another name.</source>
        <translation>Ийм нэртэй файл байна. Өөр нэр сонгоно уу.</translation>
    </message>
    <message>
        <source>Not exported: there is no room on this disk. Choose another place.</source>
        <translation>Гаргасангүй: энэ дискэнд зай алга. Өөр газар сонгоно уу.</translation>
    </message>
    <message>
        <source>Not exported: the file is too large for this disk&apos;s file system. Choose a smaller size, or a disk formatted otherwise.</source>
        <translation>Гаргаагүй: файл энэ дискний файлын системд хэт том. Бага хэмжээ, эсвэл өөрөөр форматалсан диск сонгоно уу.</translation>
    </message>
    <message>
        <source>Not exported: this account may not write there. Choose another place.</source>
        <translation>Гаргасангүй: энэ хэрэглэгч тэнд бичих эрхгүй. Өөр газар сонгоно уу.</translation>
    </message>
    <message>
        <source>Not exported: the folder is not there. Choose another place.</source>
        <translation>Гаргасангүй: хавтас алга. Өөр газар сонгоно уу.</translation>
    </message>
    <message>
        <source>Not exported: the disk reports an error. Everything is still saved here. Choose another place.</source>
        <translation>Гаргасангүй: диск алдаа заалаа. Бүгд энд хадгалагдсан хэвээр. Өөр газар сонгоно уу.</translation>
    </message>
    <message>
        <source>Your settings take too much room and were not kept. Remove some of them.</source>
        <translation>Таны тохиргоо хэт их зай эзэлж байгаа тул хадгалсангүй. Заримыг нь устгана уу.</translation>
    </message>
    <message>
        <source>The centre does not accept this station&apos;s numbering or signature. Nothing is lost; tell the technician.</source>
        <translation>Төв энэ байрны дугаарлалт эсвэл гарын үсгийг хүлээн авахгүй байна. Юу ч алдагдаагүй; техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The centre cannot take the next record. It is tried again; nothing is lost.</source>
        <translation>Төв дараагийн бичлэгийг авч чадахгүй байна. Дахин оролдоно; юу ч алдагдаагүй.</translation>
    </message>
    <message>
        <source>A scan file arrives damaged from the centre. It is fetched again later.</source>
        <translation>Төвөөс скан файл гэмтэлтэй ирж байна. Дараа дахин татна.</translation>
    </message>
    <message>
        <source>The centre does not have a scan file yet.</source>
        <translation>Төвд скан файл хараахан ирээгүй байна.</translation>
    </message>
    <message>
        <source>A case from the centre could not be read. This program may be too old.</source>
        <translation>Төвөөс ирсэн нэг хэргийг уншиж чадсангүй. Энэ програм хуучирсан байж магадгүй.</translation>
    </message>
    <message>
        <source>The centre has put off its answer. It is asked again by itself.</source>
        <translation>Төв хариугаа хойшлуулсан. Өөрөө дахин асууна.</translation>
    </message>
    <message>
        <source>Whoever answers cannot prove to be the centre. Nothing it says is believed, and work is kept here. Tell the technician.</source>
        <translation>Хариулж байгаа тал төв мөн гэдгээ батлахгүй байна. Түүний хариунд итгэхгүй, ажил энд хадгалагдана. Техникчид хэлнэ үү.</translation>
    </message>
</context>
<context>
    <name>ExportNotice</name>
    <message>
        <source>Written to {0}</source>
        <translation>{0} файлд бичигдлээ</translation>
    </message>
    <message>
        <source>The picture can be pasted now.</source>
        <translation>Зургийг одоо буулгаж болно.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Хаах</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>Unsent work is being written</source>
        <translation>Илгээгээгүй ажлыг бичиж байна</translation>
    </message>
    <message>
        <source>Stopped: no file was written.</source>
        <translation>Зогсоолоо: файл бичээгүй.</translation>
    </message>
    <message>
        <source>Written to {path}: {count} records. They stay here too and are still sent.</source>
        <translation>{path} файлд бичлээ: {count} бичлэг. Энд мөн хэвээр, төвд илгээгдэнэ.</translation>
    </message>
    <message>
        <source>{damaged} of them are damaged in this station&apos;s database. Tell the technician.</source>
        <translation>Үүнээс {damaged} нь энэ байрны өгөгдлийн санд гэмтсэн. Техникчид хэлнэ үү.</translation>
    </message>
</context>
<context>
    <name>FileKind</name>
    <message>
        <source>Scan file</source>
        <translation>Сканы файл</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Гэрэл зураг</translation>
    </message>
    <message>
        <source>Preview of a scan</source>
        <translation>Сканы бага зураг</translation>
    </message>
</context>
<context>
    <name>FilesList</name>
    <message>
        <source>Files safe at the centre: {0} of {1}</source>
        <translation>Төвд хадгалагдсан файл: {0}/{1}</translation>
    </message>
    <message>
        <source>still to send: {0}</source>
        <translation>илгээх үлдсэн: {0}</translation>
    </message>
    <message>
        <source>refused: {0}</source>
        <translation>хүлээж аваагүй: {0}</translation>
    </message>
    <message>
        <source>{count} older ones are not listed</source>
        <translation>өмнөх {count} нь жагсаалтад алга</translation>
    </message>
    <message>
        <source>Files on their way to the centre</source>
        <translation>Төв рүү явж буй файлууд</translation>
    </message>
    <message>
        <source>No files go up from here yet. Photos of findings do, and the scans of cases that were taken in from a folder.</source>
        <translation>Эндээс файл хараахан илгээгээгүй. Илрүүлэлтийн гэрэл зураг болон хавтаснаас авсан хэргийн сканууд илгээгдэнэ.</translation>
    </message>
</context>
<context>
    <name>FilesModel</name>
    <message>
        <source>What</source>
        <translation>Юу</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Хэрэг</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Хэмжээ</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Төлөв</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Илгээсэн</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Хэзээнээс</translation>
    </message>
    <message>
        <source>What this means</source>
        <translation>Тайлбар</translation>
    </message>
</context>
<context>
    <name>FindingEditor</name>
    <message>
        <source>Choose what it is</source>
        <translation>Юу болохыг сонго</translation>
    </message>
    <message>
        <source>No particular reason</source>
        <translation>Тодорхой шалтгаангүй</translation>
    </message>
    <message>
        <source>No particular goods item</source>
        <translation>Тодорхой бараагүй</translation>
    </message>
    <message>
        <source>no place on the scan</source>
        <translation>зураг дээр байргүй</translation>
    </message>
    <message>
        <source>rectangle</source>
        <translation>тэгш өнцөгт</translation>
    </message>
    <message>
        <source>polygon</source>
        <translation>олон өнцөгт</translation>
    </message>
    <message>
        <source>{shape}, {width} × {height} px at {x}, {y}</source>
        <translation>{shape}, {width} × {height} px, байрлал {x}, {y}</translation>
    </message>
    <message>
        <source>Amendment of version {version}</source>
        <translation>{version}-р хувилбарын нэмэлт</translation>
    </message>
    <message>
        <source>New finding</source>
        <translation>Шинэ илрүүлэлт</translation>
    </message>
    <message>
        <source>Choose what the finding is, then save again.</source>
        <translation>Илрүүлэлт юу болохыг сонгоод дахин хадгална уу.</translation>
    </message>
    <message>
        <source>A remark has at most {limit} characters.</source>
        <translation>Тайлбар хамгийн ихдээ {limit} тэмдэгт байна.</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Юу вэ</translation>
    </message>
    <message>
        <source>Answers reason</source>
        <translation>Хариулах шалтгаан</translation>
    </message>
    <message>
        <source>Goods item</source>
        <translation>Бараа</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Тайлбар</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Байрлал</translation>
    </message>
    <message>
        <source>What you saw, in your own words</source>
        <translation>Юу харснаа өөрийн үгээр</translation>
    </message>
    <message>
        <source>Save here</source>
        <translation>Энд хадгалах</translation>
    </message>
    <message>
        <source>Saves on this station at once, with or without a link</source>
        <translation>Холбоотой ч, холбоогүй ч энд шууд хадгална</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Болих</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Nothing recorded yet. Draw on the scan (B rectangle, P polygon), accept a highlight, or add a finding without a place.</source>
        <translation>Юу ч бүртгээгүй байна. Зураг дээр зур (B тэгш өнцөгт, P олон өнцөгт), тэмдэглэсэн газрыг хүлээн ав, эсвэл байрлалгүй илрүүлэлт нэм.</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Илрүүлэлт</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Нэмэх…</translation>
    </message>
    <message>
        <source>Record a finding that has no place on the scan</source>
        <translation>Зураг дээр байрлалгүй илрүүлэлт бүртгэх</translation>
    </message>
    <message>
        <source>Amend…</source>
        <translation>Засах…</translation>
    </message>
    <message>
        <source>Withdraw…</source>
        <translation>Татан авах…</translation>
    </message>
    <message>
        <source>reason {reason}</source>
        <translation>шалтгаан {reason}</translation>
    </message>
    <message>
        <source>goods item {number}</source>
        <translation>{number}-р бараа</translation>
    </message>
    <message>
        <source>from a highlight</source>
        <translation>тэмдэглэсэн газраас</translation>
    </message>
    <message>
        <source>no place on the scan</source>
        <translation>зураг дээр байргүй</translation>
    </message>
    <message>
        <source>scan {number}</source>
        <translation>{number}-р зураг</translation>
    </message>
    <message>
        <source>{author}, {time}, version {version}</source>
        <translation>{author}, {time}, {version}-р хувилбар</translation>
    </message>
    <message>
        <source>Earlier versions:</source>
        <translation>Өмнөх хувилбарууд:</translation>
    </message>
</context>
<context>
    <name>HighlightReason</name>
    <message>
        <source>denser than its surroundings</source>
        <translation>орчноосоо нягт</translation>
    </message>
    <message>
        <source>lighter than its surroundings</source>
        <translation>орчноосоо сийрэг</translation>
    </message>
    <message>
        <source>another material than its surroundings</source>
        <translation>орчноосоо өөр материал</translation>
    </message>
    <message>
        <source>unusual shape for this load</source>
        <translation>энэ ачаанд ердийн бус хэлбэр</translation>
    </message>
</context>
<context>
    <name>HighlightsPanel</name>
    <message>
        <source>Highlights</source>
        <translation>Тэмдэглэсэн газар</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Зогсоох</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Дахин үзүүлэх</translation>
    </message>
    <message>
        <source>Record as finding…</source>
        <translation>Илрүүлэлт болгох…</translation>
    </message>
    <message>
        <source>Start a finding at this place (Enter)</source>
        <translation>Энэ газарт илрүүлэлт эхлүүлэх (Enter)</translation>
    </message>
    <message>
        <source>The model points at places. It never clears a scan.</source>
        <translation>Загвар зөвхөн газар заана. Зургийг хэзээ ч зөрчилгүй гэж дүгнэхгүй.</translation>
    </message>
    <message>
        <source>The model points at nothing here. That does not mean the scan is clean.</source>
        <translation>Загвар энд юу ч заасангүй. Энэ нь зөрчилгүй гэсэн үг биш.</translation>
    </message>
    <message>
        <source>On clean simulated scans it made {rate} false marks each.</source>
        <translation>Загварчилсан, зөрчилгүй зураг тутамд {rate} худал тэмдэг тавьсан.</translation>
    </message>
    <message>
        <source>There is no scan to look at yet.</source>
        <translation>Үзэх зураг хараахан алга.</translation>
    </message>
    <message>
        <source>The model is looking at the scan. You need not wait.</source>
        <translation>Загвар зургийг үзэж байна. Хүлээх шаардлагагүй.</translation>
    </message>
    <message>
        <source>The model was stopped before it had looked at everything.</source>
        <translation>Загвар бүгдийг үзэж дуусахаас өмнө зогслоо.</translation>
    </message>
    <message>
        <source>Highlights are hidden until you have given your own verdict.</source>
        <translation>Та өөрийн дүгнэлтийг өгтөл тэмдэглэгээг нууна.</translation>
    </message>
    <message>
        <source>{reason} (attenuation {contrast})</source>
        <translation>{reason} (сулралт {contrast})</translation>
    </message>
    <message>
        <source>Recorded as finding {number}</source>
        <translation>{number}-р илрүүлэлт болгосон</translation>
    </message>
    <message>
        <source>score {score}</source>
        <translation>оноо {score}</translation>
    </message>
    <message>
        <source>How strongly the model points, not how likely contraband is</source>
        <translation>Загвар хэр хүчтэй зааж буйг илтгэнэ, хууль бус бараа байх магадлал биш</translation>
    </message>
    <message>
        <source>{metres} m from the doors</source>
        <translation>хаалганаас {metres} м</translation>
    </message>
    <message>
        <source>{metres} m below the floor</source>
        <translation>шалнаас доош {metres} м</translation>
    </message>
    <message>
        <source>{metres} m above the floor</source>
        <translation>шалнаас дээш {metres} м</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Earlier cases</source>
        <translation>Өмнөх хэргүүд</translation>
    </message>
    <message>
        <source>Known at this station only. The centre may know more.</source>
        <translation>Зөвхөн энд мэдэгдэх. Төв илүү мэдэж болно.</translation>
    </message>
    <message>
        <source>Nothing earlier is known at this station. The centre may know more.</source>
        <translation>Энд өмнөх мэдээлэл алга. Төв илүү мэдэж болно.</translation>
    </message>
    <message>
        <source>{state}, findings: {count}</source>
        <translation>{state}, илрүүлэлт: {count}</translation>
    </message>
    <message>
        <source>Double-click or Enter opens this case</source>
        <translation>Давхар товшиж эсвэл Enter дарж энэ хэргийг нээнэ</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Folder with cases</source>
        <translation>Хэргүүд байгаа хавтас</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Тухай</translation>
    </message>
    <message>
        <source>Red-channel inspector

Model: {model}
The model points at places on a scan. It was trained on simulated scans only and never clears anything.

Data folder: {folder}</source>
        <translation>Улаан сувгийн байцаагч

Загвар: {model}
Загвар зураг дээр газар заана. Зөвхөн загварчилсан зургаар сургасан бөгөөд юуг ч зөрчилгүй гэж дүгнэхгүй.

Өгөгдлийн хавтас: {folder}</translation>
    </message>
    <message>
        <source>Red-channel inspector</source>
        <translation>Улаан сувгийн байцаагч</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Хэрэг</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Хэл</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Тусламж</translation>
    </message>
    <message>
        <source>Something was drawn and not saved. Close and lose it?</source>
        <translation>Зурсан зүйл хадгалагдаагүй байна. Хаагаад алдах уу?</translation>
    </message>
    <message>
        <source>Back to the case</source>
        <translation>Хэрэг рүү буцах</translation>
    </message>
    <message>
        <source>Back to the queue</source>
        <translation>Дараалал руу буцах</translation>
    </message>
    <message>
        <source>Take in from a folder…</source>
        <translation>Хавтаснаас авах…</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Одоо солилцох</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Гарах</translation>
    </message>
    <message>
        <source>DEMO — simulated cases and scans. Nothing here is a real declaration.</source>
        <translation>ҮЗҮҮЛЭН — загварчилсан хэрэг, зураг. Энд жинхэнэ мэдүүлэг алга.</translation>
    </message>
    <message>
        <source>DEMO — real scans, invented declarations. Not for any decision.</source>
        <translation>ҮЗҮҮЛЭН — бодит зураг, зохиомол мэдүүлэг. Ямар ч шийдвэрт ашиглахгүй.</translation>
    </message>
    <message>
        <source>Close and lose it</source>
        <translation>Хаагаад алдах</translation>
    </message>
</context>
<context>
    <name>Material</name>
    <message>
        <source>organic</source>
        <translation>органик</translation>
    </message>
    <message>
        <source>light metal or mixed</source>
        <translation>хөнгөн металл эсвэл холимог</translation>
    </message>
    <message>
        <source>metal</source>
        <translation>металл</translation>
    </message>
    <message>
        <source>heavy metal</source>
        <translation>хүнд металл</translation>
    </message>
    <message>
        <source>cannot be told</source>
        <translation>тодорхойлох боломжгүй</translation>
    </message>
</context>
<context>
    <name>MaterialLegend</name>
    <message>
        <source>organic</source>
        <translation>органик</translation>
    </message>
    <message>
        <source>metal, heavy</source>
        <translation>металл, хүнд</translation>
    </message>
    <message>
        <source>grey: cannot be told</source>
        <translation>саарал: тодорхойлох боломжгүй</translation>
    </message>
</context>
<context>
    <name>MeasurePanel</name>
    <message>
        <source>mm</source>
        <translation>мм</translation>
    </message>
    <message>
        <source>px</source>
        <translation>пиксел</translation>
    </message>
    <message>
        <source>Chosen mark</source>
        <translation>Сонгосон тэмдэг</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Муж</translation>
    </message>
    <message>
        <source>Lines and places</source>
        <translation>Шугам ба байрлал</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>Хэмжилт</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Хуулах</translation>
    </message>
    <message>
        <source>Copy all figures as text</source>
        <translation>Бүх тоог бичвэрээр хуулах</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Хаах</translation>
    </message>
    <message>
        <source>Put the measurements away (Esc)</source>
        <translation>Хэмжилтийг хаах (Esc)</translation>
    </message>
    <message>
        <source>Transmission</source>
        <translation>Нэвтрэлт</translation>
    </message>
    <message>
        <source> px wide</source>
        <translation> пиксел өргөн</translation>
    </message>
    <message>
        <source>Width of the line</source>
        <translation>Шугамын өргөн</translation>
    </message>
    <message>
        <source>Each value is the mean over so many lines beside each other</source>
        <translation>Утга бүр зэрэгцээ ийм олон шугамын дундаж</translation>
    </message>
    <message>
        <source>Without surroundings</source>
        <translation>Эргэн тойрныг хасах</translation>
    </message>
    <message>
        <source>What a ring around the region shows is taken as what lies behind it too</source>
        <translation>Мужийн эргэн тойрны цагиргийг ард нь байгаатай адил гэж үзнэ</translation>
    </message>
    <message>
        <source>Values along the line</source>
        <translation>Шугамын дагуух утга</translation>
    </message>
    <message>
        <source>How often values occur in the region</source>
        <translation>Муж дахь утгын давтамж</translation>
    </message>
</context>
<context>
    <name>Measures</name>
    <message>
        <source>high</source>
        <translation>өндөр</translation>
    </message>
    <message>
        <source>low</source>
        <translation>бага</translation>
    </message>
    <message>
        <source>{0} m from the doors</source>
        <translation>хаалганаас {0} м</translation>
    </message>
    <message>
        <source>{0} m above the floor</source>
        <translation>шалнаас дээш {0} м</translation>
    </message>
    <message>
        <source>column {0}, row {1}</source>
        <translation>{0}-р багана, {1}-р мөр</translation>
    </message>
    <message>
        <source>Ruler {0}</source>
        <translation>{0}-р шугам</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Урт</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Эхлэл</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Төгсгөл</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Утга</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Талбай</translation>
    </message>
    <message>
        <source>Middle</source>
        <translation>Төв</translation>
    </message>
    <message>
        <source>Mass</source>
        <translation>Масс</translation>
    </message>
    <message>
        <source>{0} kg if {1}</source>
        <translation>{1} бол {0} кг</translation>
    </message>
    <message>
        <source>{0} of it lets nothing through</source>
        <translation>{0} нь юу ч нэвтрүүлэхгүй</translation>
    </message>
    <message>
        <source>Material</source>
        <translation>Материал</translation>
    </message>
    <message>
        <source>Areal density</source>
        <translation>Талбайн нягт</translation>
    </message>
    <message>
        <source>{0} g/cm²</source>
        <translation>{0} г/см²</translation>
    </message>
    <message>
        <source>As steel</source>
        <translation>Ган болговол</translation>
    </message>
    <message>
        <source>{0} mm</source>
        <translation>{0} мм</translation>
    </message>
    <message>
        <source>Transmission</source>
        <translation>Нэвтрэлт</translation>
    </message>
    <message>
        <source>without what surrounds it</source>
        <translation>эргэн тойрныг хассан</translation>
    </message>
    <message>
        <source>with all that lies before and behind it</source>
        <translation>өмнөх ба ард байгаа бүхэнтэй нь</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>Тооцсон нь</translation>
    </message>
    <message>
        <source>at least {0} kg</source>
        <translation>дор хаяж {0} кг</translation>
    </message>
    <message>
        <source>{0} ± {1} kg</source>
        <translation>{0} ± {1} кг</translation>
    </message>
    <message>
        <source>the region holds no pixel</source>
        <translation>мужид пиксел алга</translation>
    </message>
    <message>
        <source>not known: no open beam in the view</source>
        <translation>мэдэгдэхгүй: зурагт чөлөөт цацраг алга</translation>
    </message>
    <message>
        <source>not known: an 8-bit picture is made for the eye, not for measuring</source>
        <translation>мэдэгдэхгүй: 8 битийн зураг нүдэнд зориулсан, хэмжихэд биш</translation>
    </message>
    <message>
        <source>not known: the scan has no scale</source>
        <translation>мэдэгдэхгүй: скан масштабгүй</translation>
    </message>
    <message>
        <source>not known: no surroundings around the region to compare with</source>
        <translation>мэдэгдэхгүй: мужийн эргэн тойронд харьцуулах зүйл алга</translation>
    </message>
    <message>
        <source>none: not denser than its surroundings</source>
        <translation>байхгүй: эргэн тойрноосоо нягт биш</translation>
    </message>
    <message>
        <source>{0} px</source>
        <translation>{0} пиксел</translation>
    </message>
    <message>
        <source>{0} m²</source>
        <translation>{0} м²</translation>
    </message>
    <message>
        <source>{0} mm²</source>
        <translation>{0} мм²</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Дундаж</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Медиан</translation>
    </message>
    <message>
        <source>5 % – 95 %</source>
        <translation>5 % – 95 %</translation>
    </message>
    <message>
        <source>Saturated</source>
        <translation>Ханасан</translation>
    </message>
</context>
<context>
    <name>Minimap</name>
    <message>
        <source>Overview of the scan</source>
        <translation>Зургийн ерөнхий төрх</translation>
    </message>
    <message>
        <source>Click or drag to move the picture</source>
        <translation>Товшиж эсвэл чирж зургийг хөдөлгөнө</translation>
    </message>
</context>
<context>
    <name>ModeBar</name>
    <message>
        <source>Align</source>
        <translation>Тааруулах</translation>
    </message>
    <message>
        <source>Lay the scans over each other by what is in them</source>
        <translation>Зургуудыг агуулгаар нь давхцуулах</translation>
    </message>
    <message>
        <source>Move together</source>
        <translation>Хамт шилжих</translation>
    </message>
    <message>
        <source>Zoom together</source>
        <translation>Хамт томруулах</translation>
    </message>
    <message>
        <source>Same display</source>
        <translation>Ижил харагдац</translation>
    </message>
    <message>
        <source>Show the mouse on all</source>
        <translation>Заагчийг бүгд дээр харуулах</translation>
    </message>
    <message>
        <source>Linked</source>
        <translation>Холбоотой</translation>
    </message>
    <message>
        <source>What the scans do together</source>
        <translation>Зургууд юуг хамт хийх</translation>
    </message>
    <message>
        <source>By hand (Space)</source>
        <translation>Гараар (Space)</translation>
    </message>
    <message>
        <source>{count} changes a second</source>
        <translation>секундэд {count} удаа</translation>
    </message>
    <message>
        <source>How often the scans change</source>
        <translation>Зургууд хэр олон солигдох</translation>
    </message>
</context>
<context>
    <name>OperationKind</name>
    <message>
        <source>Finding</source>
        <translation>Илрүүлэлт</translation>
    </message>
    <message>
        <source>Verdict on the scan</source>
        <translation>Зургийн дүгнэлт</translation>
    </message>
    <message>
        <source>Annotation</source>
        <translation>Тэмдэглэгээ</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Гэрэл зураг</translation>
    </message>
    <message>
        <source>Review of a verdict</source>
        <translation>Дүгнэлтийн хяналт</translation>
    </message>
</context>
<context>
    <name>Overlays</name>
    <message>
        <source>{0} × {1} px</source>
        <translation>{0} × {1} px</translation>
    </message>
    <message>
        <source>{0} × {1} mm</source>
        <translation>{0} × {1} мм</translation>
    </message>
    <message>
        <source>{0} px</source>
        <translation>{0} px</translation>
    </message>
    <message>
        <source>{0} m</source>
        <translation>{0} м</translation>
    </message>
    <message>
        <source>{0} mm</source>
        <translation>{0} мм</translation>
    </message>
</context>
<context>
    <name>PartyRole</name>
    <message>
        <source>Importer</source>
        <translation>Импортлогч</translation>
    </message>
    <message>
        <source>Exporter</source>
        <translation>Экспортлогч</translation>
    </message>
    <message>
        <source>Declarant</source>
        <translation>Мэдүүлэгч</translation>
    </message>
    <message>
        <source>Carrier</source>
        <translation>Тээвэрлэгч</translation>
    </message>
    <message>
        <source>Broker</source>
        <translation>Гаалийн бүрдүүлэгч</translation>
    </message>
</context>
<context>
    <name>PhotoKeeper</name>
    <message>
        <source>Choose the finding first.</source>
        <translation>Эхлээд илрүүлэлтээ сонгоно уу.</translation>
    </message>
    <message>
        <source>Attach photos</source>
        <translation>Гэрэл зураг хавсаргах</translation>
    </message>
    <message>
        <source>Being copied; leave the stick in until it is saved.</source>
        <translation>Хуулж байна; хадгалагдтал флаш дискийг бүү салгаарай.</translation>
    </message>
    <message>
        <source>Saved here: {0}</source>
        <translation>Энд хадгалсан: {0}</translation>
    </message>
    <message>
        <source>Photo taken back; it stays in the record.</source>
        <translation>Зургийг буцаасан; бүртгэлд үлдэнэ.</translation>
    </message>
    <message>
        <source>Take the photo back?</source>
        <translation>Гэрэл зургийг буцаах уу?</translation>
    </message>
    <message>
        <source>It stays in the record as taken back, with its file.</source>
        <translation>Файлын хамт буцаасан гэж бүртгэлд үлдэнэ.</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Буцаах</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Үлдээх</translation>
    </message>
</context>
<context>
    <name>PhotoStrip</name>
    <message>
        <source>Photo…</source>
        <translation>Гэрэл зураг…</translation>
    </message>
    <message>
        <source>Attach photos to the chosen finding (Ctrl+Shift+A), or drop them here</source>
        <translation>Сонгосон илрүүлэлтэд гэрэл зураг хавсаргах (Ctrl+Shift+A), эсвэл энд чирж тавина уу</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Нээх</translation>
    </message>
    <message>
        <source>Take photo back…</source>
        <translation>Зургийг буцаах…</translation>
    </message>
    <message>
        <source>Photos of the finding</source>
        <translation>Илрүүлэлтийн гэрэл зургууд</translation>
    </message>
</context>
<context>
    <name>PhotoWindow</name>
    <message>
        <source>Photo {0}</source>
        <translation>Гэрэл зураг {0}</translation>
    </message>
    <message>
        <source>Attached by {0}, {1}, {2}. The file is kept as the camera wrote it.</source>
        <translation>Хавсаргасан: {0}, {1}, {2}. Файлыг камерын бичсэн хэвээр нь хадгалсан.</translation>
    </message>
</context>
<context>
    <name>Placeholder</name>
    <message>
        <source>The scan has not arrived yet.</source>
        <translation>Зураг хараахан ирээгүй байна.</translation>
    </message>
    <message>
        <source>Opening the scan …</source>
        <translation>Зургийг нээж байна …</translation>
    </message>
    <message>
        <source>coarse, still decoding {0} %</source>
        <translation>бүдүүвч зураг, тайлж байна: {0} %</translation>
    </message>
    <message>
        <source>Preview only: the scan itself has not arrived yet.
Small things cannot be seen on it.</source>
        <translation>Зөвхөн бага зураг: сканы зураг өөрөө хараахан ирээгүй байна.
Жижиг зүйл үүн дээр харагдахгүй.</translation>
    </message>
    <message>
        <source>The scan cannot be shown.</source>
        <translation>Зургийг харуулах боломжгүй.</translation>
    </message>
    <message>
        <source>Opening the scan</source>
        <translation>Зургийг нээж байна</translation>
    </message>
</context>
<context>
    <name>PresetEditor</name>
    <message>
        <source>none kept yet</source>
        <translation>хадгалсан юм алга</translation>
    </message>
    <message>
        <source>All six keys are taken: delete one first.</source>
        <translation>Зургаан товч бүгд эзэнтэй: эхлээд нэгийг устгана уу.</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Хадгалах</translation>
    </message>
    <message>
        <source>Keep what is shown now under this key</source>
        <translation>Одоогийн харагдацыг энэ товчинд хадгалах</translation>
    </message>
    <message>
        <source>Keep as {0}</source>
        <translation>{0} болгож хадгалах</translation>
    </message>
    <message>
        <source>Own displays</source>
        <translation>Миний харагдац</translation>
    </message>
    <message>
        <source>Name of the display</source>
        <translation>Харагдацын нэр</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Нэр солих</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Устгах</translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>One-hour clock</source>
        <translation>Нэг цагийн хугацаа</translation>
    </message>
    <message>
        <source>Lane</source>
        <translation>Эгнээ</translation>
    </message>
    <message>
        <source>Plate</source>
        <translation>Улсын дугаар</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>Чингэлэг</translation>
    </message>
    <message>
        <source>Goods</source>
        <translation>Бараа</translation>
    </message>
    <message>
        <source>Strongest reason</source>
        <translation>Гол шалтгаан</translation>
    </message>
    <message>
        <source>Highlights</source>
        <translation>Тэмдэглэсэн газар</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Илрүүлэлт</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Төлөв</translation>
    </message>
    <message>
        <source>Scan on its way</source>
        <translation>Зураг ирж байна</translation>
    </message>
    <message>
        <source>{first} and {more} more</source>
        <translation>{first} ба өөр {more}</translation>
    </message>
    <message>
        <source>A vehicle is inspected within one hour (A/337)</source>
        <translation>Тээврийн хэрэгслийг нэг цагийн дотор шалгана (А/337)</translation>
    </message>
    <message>
        <source>Hidden until you have given your own verdict</source>
        <translation>Та өөрийн дүгнэлтийг өгтөл нууна</translation>
    </message>
    <message>
        <source>The model has not looked at this scan here yet</source>
        <translation>Загвар энэ зургийг энд хараахан үзээгүй</translation>
    </message>
    <message>
        <source>Places the model points at. It clears nothing.</source>
        <translation>Загварын заасан газрууд. Юуг ч зөрчилгүй гэж дүгнэхгүй.</translation>
    </message>
</context>
<context>
    <name>QueuePage</name>
    <message>
        <source>{count} cases</source>
        <translation>{count} хэрэг</translation>
    </message>
    <message>
        <source>{shown} of {count} cases</source>
        <translation>{count} хэргээс {shown}</translation>
    </message>
    <message>
        <source>No case matches the search. Clear it to see all cases.</source>
        <translation>Хайлтад тохирох хэрэг алга. Бүгдийг харахын тулд хайлтыг арилгана уу.</translation>
    </message>
    <message>
        <source>No case is waiting. New ones appear here as soon as the centre sends them,
or take some in from a folder: Case ▸ Take in from a folder.</source>
        <translation>Хүлээж буй хэрэг алга. Төв илгээмэгц шинэ хэрэг энд гарна,
эсвэл хавтаснаас авна уу: Хэрэг ▸ Хавтаснаас авах.</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Дараалал</translation>
    </message>
    <message>
        <source>Search declaration, container, plate, trader, goods (Ctrl+F)</source>
        <translation>Мэдүүлэг, чингэлэг, дугаар, худалдаачин, бараа хайх (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search the queue</source>
        <translation>Дараалал хайх</translation>
    </message>
    <message>
        <source>Cases that wait for an inspector</source>
        <translation>Байцаагч хүлээж буй хэргүүд</translation>
    </message>
    <message>
        <source>All cases</source>
        <translation>Бүх хэрэг</translation>
    </message>
    <message>
        <source>Without a verdict</source>
        <translation>Дүгнэлтгүй</translation>
    </message>
</context>
<context>
    <name>ReadoutBar</name>
    <message>
        <source>Pixel {0}</source>
        <translation>Цэг {0}</translation>
    </message>
    <message>
        <source>Material: {0}</source>
        <translation>Материал: {0}</translation>
    </message>
    <message>
        <source>High {0}, low {1}</source>
        <translation>Өндөр {0}, бага {1}</translation>
    </message>
    <message>
        <source>Value {0}</source>
        <translation>Утга {0}</translation>
    </message>
    <message>
        <source>as {0} mm of steel</source>
        <translation>{0} мм гантай тэнцэнэ</translation>
    </message>
    <message>
        <source>Transmission {0}</source>
        <translation>Нэвтрэлт {0}</translation>
    </message>
    <message>
        <source>{0} mm</source>
        <translation>{0} мм</translation>
    </message>
    <message>
        <source>{0} m from the doors</source>
        <translation>хаалганаас {0} м</translation>
    </message>
    <message>
        <source>{0} m above the floor</source>
        <translation>шалнаас {0} м</translation>
    </message>
    <message>
        <source>{0} %</source>
        <translation>{0} %</translation>
    </message>
    <message>
        <source>The table of the beams is missing from this program.</source>
        <translation>Цацрагийн хүснэгт энэ програмд алга.</translation>
    </message>
    <message>
        <source>This file has {0} bits: its values were stretched for the eye and measure nothing.</source>
        <translation>Энэ файл {0} битийн: утгыг нүдэнд зориулж сунгасан тул юу ч хэмжихгүй.</translation>
    </message>
    <message>
        <source>Materials are told from two energies; this scan has one.</source>
        <translation>Материалыг хоёр энергиэр тодорхойлно; энэ зураг нэгтэй.</translation>
    </message>
    <message>
        <source>Values under the cursor</source>
        <translation>Заагчийн доорх утгууд</translation>
    </message>
</context>
<context>
    <name>ReasonKind</name>
    <message>
        <source>Random selection</source>
        <translation>Санамсаргүй түүвэр</translation>
    </message>
    <message>
        <source>First time</source>
        <translation>Анх удаа</translation>
    </message>
    <message>
        <source>Mandatory criterion</source>
        <translation>Заавал шалгах шалгуур</translation>
    </message>
    <message>
        <source>Certified criterion</source>
        <translation>Гэрчилгээний шалгуур</translation>
    </message>
    <message>
        <source>Exclusion criterion</source>
        <translation>Хасах шалгуур</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>Өндөр эрсдэл</translation>
    </message>
</context>
<context>
    <name>ReasonsPanel</name>
    <message>
        <source>Risk reasons</source>
        <translation>Эрсдэлийн шалтгаан</translation>
    </message>
    <message>
        <source>{points} of {maximum} points</source>
        <translation>{maximum} онооноос {points}</translation>
    </message>
    <message>
        <source>Look for: {what}</source>
        <translation>Юу хайх: {what}</translation>
    </message>
    <message>
        <source>Answered by: {controls}</source>
        <translation>Хариулах хяналт: {controls}</translation>
    </message>
    <message>
        <source>Concerns goods item {number}</source>
        <translation>{number}-р бараанд хамаарна</translation>
    </message>
    <message>
        <source>Findings that refer to it: {count}</source>
        <translation>Хамаарах илрүүлэлт: {count}</translation>
    </message>
    <message>
        <source>No finding refers to it yet</source>
        <translation>Хамаарах илрүүлэлт алга</translation>
    </message>
    <message>
        <source>{criterion} · weight {weight}</source>
        <translation>{criterion} · жин {weight}</translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>Withdraw the finding?</source>
        <translation>Илрүүлэлтийг татан авах уу?</translation>
    </message>
    <message>
        <source>It stays in the record as withdrawn, with all its versions.</source>
        <translation>Бүх хувилбарын хамт татан авсан гэж бүртгэлд үлдэнэ.</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Татан авах</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Үлдээх</translation>
    </message>
    <message>
        <source>The draft before was put aside</source>
        <translation>Өмнөх ноорог түр хойш тавигдлаа</translation>
    </message>
    <message>
        <source>Saved here</source>
        <translation>Энд хадгалсан</translation>
    </message>
    <message>
        <source>Withdrawn here</source>
        <translation>Энд татан авлаа</translation>
    </message>
    <message>
        <source>Verdict saved here</source>
        <translation>Дүгнэлтийг энд хадгалсан</translation>
    </message>
    <message>
        <source>Draft discarded</source>
        <translation>Ноорогийг болив</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Сэргээх</translation>
    </message>
</context>
<context>
    <name>Rejection</name>
    <message>
        <source>Somebody recorded another version first. It is kept for the supervisor.</source>
        <translation>Өөр хүн түрүүлж хувилбар бүртгэсэн. Ахлах байцаагчид зориулж хадгалсан.</translation>
    </message>
    <message>
        <source>The centre has no such case for this post. Tell the supervisor.</source>
        <translation>Төвд энэ боомтын ийм хэрэг алга. Ахлах байцаагчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>It did not arrive as it was saved. It is kept here; tell the technician.</source>
        <translation>Хадгалснаасаа өөр ирсэн. Энд хадгалагдсан; техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The centre could not read it. Tell the technician; it is kept here.</source>
        <translation>Төв уншиж чадсангүй. Техникчид хэлнэ үү; энд хадгалагдсан.</translation>
    </message>
    <message>
        <source>The centre is older than this program and does not know this kind. It is kept here.</source>
        <translation>Төвийн хувилбар энэ програмаас хуучин тул ийм төрлийг танихгүй байна. Бүртгэл энд хадгалагдсан.</translation>
    </message>
    <message>
        <source>It is too long for the centre. It is kept here; record it in parts.</source>
        <translation>Төвд хэт урт байна. Энд хадгалагдсан; хэсэгчлэн бүртгэнэ үү.</translation>
    </message>
    <message>
        <source>The centre failed on it again and again, so the later ones were sent without it. It is kept here; tell the technician.</source>
        <translation>Төв үүн дээр дахин дахин алдаа гаргасан тул дараагийнхыг үүнгүйгээр илгээсэн. Энд хадгалагдсан; техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>Nobody reviews their own verdict. Another supervisor has to do it.</source>
        <translation>Хэн ч өөрийн дүгнэлтийг хянахгүй. Өөр ахлах байцаагч хянах ёстой.</translation>
    </message>
    <message>
        <source>Only a supervisor of this post may decide this.</source>
        <translation>Үүнийг зөвхөн энэ боомтын ахлах байцаагч шийднэ.</translation>
    </message>
    <message>
        <source>Its author is not on the roll of this post. Tell the supervisor.</source>
        <translation>Бүртгэсэн хүн энэ боомтын нэрсийн жагсаалтад алга. Ахлах байцаагчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>The centre did not take it ({reason}). It is kept here.</source>
        <translation>Төв хүлээж аваагүй ({reason}). Энд хадгалагдсан.</translation>
    </message>
    <message>
        <source>Its number or signature does not fit what the centre has of this station. It is kept here; tell the technician.</source>
        <translation>Дугаар эсвэл гарын үсэг нь төвд байгаа энэ байрны бүртгэлтэй таарахгүй байна. Энд хадгалагдсан; техникчид хэлнэ үү.</translation>
    </message>
    <message>
        <source>Somebody else recorded another version first. The centre keeps both; a supervisor looks at them.</source>
        <translation>Өөр хүн түрүүлж өөр хувилбар бүртгэсэн. Төв хоёуланг нь хадгална; ахлах байцаагч үзнэ.</translation>
    </message>
</context>
<context>
    <name>ScanColumn</name>
    <message>
        <source>Scan {number}: {view}, {scanner}</source>
        <translation>{number}-р зураг: {view}, {scanner}</translation>
    </message>
    <message>
        <source>side view</source>
        <translation>хажуугаас</translation>
    </message>
    <message>
        <source>top view</source>
        <translation>дээрээс</translation>
    </message>
    <message>
        <source>This case has no scan.</source>
        <translation>Энэ хэрэгт зураг алга.</translation>
    </message>
    <message>
        <source>{view} · {scanner} · {time} · {energies}</source>
        <translation>{view} · {scanner} · {time} · {energies}</translation>
    </message>
    <message>
        <source>two energies</source>
        <translation>хоёр энерги</translation>
    </message>
    <message>
        <source>one energy</source>
        <translation>нэг энерги</translation>
    </message>
    <message>
        <source>Too small to be a mark: draw at least 3 pixels.</source>
        <translation>Хэт жижиг: дор хаяж 3 цэг зурна уу.</translation>
    </message>
    <message>
        <source>A polygon needs at least three corners.</source>
        <translation>Олон өнцөгт дор хаяж гурван өнцөгтэй байна.</translation>
    </message>
    <message>
        <source>Nothing dense stands out here; the mark stays.</source>
        <translation>Энд нягт зүйл ялгарахгүй байна; тэмдэг хэвээр үлдэв.</translation>
    </message>
    <message>
        <source>Draw a mark first.</source>
        <translation>Эхлээд тэмдэг зурна уу.</translation>
    </message>
    <message>
        <source>That was the last mark; here is the first again.</source>
        <translation>Сүүлийн тэмдэг байлаа; эхнийх рүү буцлаа.</translation>
    </message>
    <message>
        <source>The tool stays in hand until Esc or another tool.</source>
        <translation>Esc дарах эсвэл өөр хэрэгсэл авах хүртэл энэ хэрэгсэл гарт үлдэнэ.</translation>
    </message>
    <message>
        <source>That was the first mark; here is the last again.</source>
        <translation>Эхний тэмдэг байлаа; сүүлийнх рүү очлоо.</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>ЗАГВАРЧИЛСАН</translation>
    </message>
    <message>
        <source>Which view is shown</source>
        <translation>Ямар харагдац</translation>
    </message>
</context>
<context>
    <name>ScanExports</name>
    <message>
        <source>Case</source>
        <translation>Хэрэг</translation>
    </message>
    <message>
        <source>Declaration</source>
        <translation>Мэдүүлэг</translation>
    </message>
    <message>
        <source>Vehicle</source>
        <translation>Тээврийн хэрэгсэл</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Скан</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>Харуулсан нь</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Бичсэн</translation>
    </message>
    <message>
        <source>SIMULATED SCAN</source>
        <translation>ЗОХИОМОЛ СКАН</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>Зургийг хадгалах</translation>
    </message>
    <message>
        <source>Save the marks</source>
        <translation>Тэмдгүүдийг хадгалах</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Зураг</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Тэмдэг</translation>
    </message>
</context>
<context>
    <name>ScanPlace</name>
    <message>
        <source>The scan is on its own window.</source>
        <translation>Зураг тусдаа цонхонд байна.</translation>
    </message>
    <message>
        <source>Bring it back (F11)</source>
        <translation>Буцааж авчрах (F11)</translation>
    </message>
</context>
<context>
    <name>ScanView</name>
    <message>
        <source>Scan</source>
        <translation>Зураг</translation>
    </message>
    <message>
        <source>Arrow keys move the picture, plus and minus zoom, F shows the whole scan.</source>
        <translation>Сумаар хөдөлгөж, нэмэх хасахаар томруулж жижигрүүлнэ, F бүхэлд нь харуулна.</translation>
    </message>
</context>
<context>
    <name>Score</name>
    <message>
        <source>Commodity</source>
        <translation>Бараа</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>Гарал үүсэл</translation>
    </message>
    <message>
        <source>Importer</source>
        <translation>Импортлогч</translation>
    </message>
</context>
<context>
    <name>Shared</name>
    <message>
        <source>Same container</source>
        <translation>Ижил чингэлэг</translation>
    </message>
    <message>
        <source>Same vehicle</source>
        <translation>Ижил тээврийн хэрэгсэл</translation>
    </message>
    <message>
        <source>Same importer</source>
        <translation>Ижил импортлогч</translation>
    </message>
    <message>
        <source>Same goods</source>
        <translation>Ижил бараа</translation>
    </message>
</context>
<context>
    <name>Standing</name>
    <message>
        <source>Scan files on their way: {count}</source>
        <translation>Ирж буй зургийн файл: {count}</translation>
    </message>
    <message>
        <source>Saved here, waiting: {count}</source>
        <translation>Энд хадгалсан, хүлээж буй: {count}</translation>
    </message>
    <message>
        <source>Sent, no answer yet: {count}</source>
        <translation>Илгээсэн, хариу ирээгүй: {count}</translation>
    </message>
    <message>
        <source>Applied at the centre: {count}</source>
        <translation>Төвд бүртгэсэн: {count}</translation>
    </message>
    <message>
        <source>Rejected: {count}</source>
        <translation>Татгалзсан: {count}</translation>
    </message>
    <message>
        <source>Conflicts: {count}</source>
        <translation>Зөрчил: {count}</translation>
    </message>
    <message>
        <source>oldest unsent: {moment}</source>
        <translation>хамгийн удсан: {moment}</translation>
    </message>
    <message>
        <source>On {moment} this station&apos;s records were found to differ from those at the centre, as after a restore from a backup. Since then it is a new device to the centre. What had no answer was sent again; nothing was counted twice. What was recorded between the backup and the restore is at the centre only.</source>
        <translation>{moment}-д энэ байрны бүртгэл төвийнхөөс зөрж байгаа нь илэрсэн; нөөц хуулбараас сэргээсний дараа ийм болдог. Түүнээс хойш энэ байр төвд шинэ төхөөрөмж болсон. Хариу ирээгүй бүхнийг дахин илгээсэн; юу ч хоёр удаа тоологдоогүй. Нөөцөлснөөс сэргээх хүртэл бүртгэсэн зүйл зөвхөн төвд бий.</translation>
    </message>
</context>
<context>
    <name>StateLine</name>
    <message>
        <source>Stop</source>
        <translation>Зогсоох</translation>
    </message>
    <message>
        <source>Opening and aligning</source>
        <translation>Нээж, тааруулж байна</translation>
    </message>
</context>
<context>
    <name>SyncModel</name>
    <message>
        <source>No.</source>
        <translation>№</translation>
    </message>
    <message>
        <source>Saved here</source>
        <translation>Энд хадгалсан</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Юу</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Хэрэг</translation>
    </message>
    <message>
        <source>Recorded by</source>
        <translation>Бүртгэсэн</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Төлөв</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Хэзээнээс</translation>
    </message>
    <message>
        <source>What this means</source>
        <translation>Тайлбар</translation>
    </message>
    <message>
        <source>It goes out by itself as soon as the centre can be reached.</source>
        <translation>Төвтэй холбогдмогц өөрөө илгээгдэнэ.</translation>
    </message>
    <message>
        <source>It is sent again until the centre answers.</source>
        <translation>Төв хариултал дахин илгээнэ.</translation>
    </message>
    <message>
        <source>The centre has it.</source>
        <translation>Төвд очсон.</translation>
    </message>
</context>
<context>
    <name>SyncPage</name>
    <message>
        <source>Export unsent work</source>
        <translation>Илгээгээгүй ажлыг гаргаж авах</translation>
    </message>
    <message>
        <source>{count} older ones are not listed</source>
        <translation>өмнөх {count} нь жагсаалтад алга</translation>
    </message>
    <message>
        <source>Nothing was saved here yet. Every finding and every verdict appears here the moment it is saved.</source>
        <translation>Энд юу ч хадгалаагүй байна. Илрүүлэлт, дүгнэлт бүр хадгалмагц энд гарна.</translation>
    </message>
    <message>
        <source>The centre has answered everything that was saved here.</source>
        <translation>Төв энд хадгалсан бүхэнд хариулсан.</translation>
    </message>
    <message>
        <source>Nothing needs a person: the centre has taken everything it answered.</source>
        <translation>Хүн шийдэх юм алга: төв хариулсан бүхнээ хүлээн авсан.</translation>
    </message>
    <message>
        <source>Back to where you were (F9)</source>
        <translation>Өмнөх хуудас руу буцах (F9)</translation>
    </message>
    <message>
        <source>Needs a person</source>
        <translation>Хүн шийдэх</translation>
    </message>
    <message>
        <source>← Back</source>
        <translation>← Буцах</translation>
    </message>
    <message>
        <source>Unsent work</source>
        <translation>Илгээгээгүй ажил</translation>
    </message>
    <message>
        <source>Carrier disk</source>
        <translation>Зөөврийн диск</translation>
    </message>
    <message>
        <source>Answer to a carrier disk</source>
        <translation>Зөөврийн дискийн хариу</translation>
    </message>
    <message>
        <source>Records: {count}</source>
        <translation>Бичлэг: {count}</translation>
    </message>
    <message>
        <source>Saved and sent</source>
        <translation>Хадгалсан ба илгээсэн</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Бүртгэл</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Файлууд</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Одоо солилцох</translation>
    </message>
    <message>
        <source>Talk to the centre now (F5)</source>
        <translation>Төвтэй одоо холбогдох (F5)</translation>
    </message>
    <message>
        <source>Carrier disk…</source>
        <translation>Зөөврийн диск…</translation>
    </message>
    <message>
        <source>Send work and fetch answers on a USB stick, where there is no link</source>
        <translation>Холболтгүй газарт ажлаа флаш дискээр илгээж, хариуг авах</translation>
    </message>
    <message>
        <source>Export unsent work…</source>
        <translation>Илгээгээгүйг гаргах…</translation>
    </message>
    <message>
        <source>Write everything the centre has not answered into one file</source>
        <translation>Төв хариулаагүй бүхнийг нэг файлд бичих</translation>
    </message>
    <message>
        <source>Everything that was saved here, newest first</source>
        <translation>Энд хадгалсан бүхэн, шинэ нь эхэндээ</translation>
    </message>
    <message>
        <source>Which records to show</source>
        <translation>Аль бичлэгийг харуулах</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Бүгд</translation>
    </message>
    <message>
        <source>Not answered</source>
        <translation>Хариу ирээгүй</translation>
    </message>
</context>
<context>
    <name>SyncPlace</name>
    <message>
        <source>Saved and sent</source>
        <translation>Хадгалсан ба илгээсэн</translation>
    </message>
</context>
<context>
    <name>SyncStatusBar</name>
    <message>
        <source>Saved here, waiting: {count}</source>
        <translation>Энд хадгалсан, хүлээж буй: {count}</translation>
    </message>
    <message>
        <source>Sent: {count}</source>
        <translation>Илгээсэн: {count}</translation>
    </message>
    <message>
        <source>Applied at the centre: {count}</source>
        <translation>Төвд бүртгэсэн: {count}</translation>
    </message>
    <message>
        <source>Rejected: {count}</source>
        <translation>Татгалзсан: {count}</translation>
    </message>
    <message>
        <source>Conflicts: {count}</source>
        <translation>Зөрчил: {count}</translation>
    </message>
    <message>
        <source>Everything that was saved and sent (F9)</source>
        <translation>Хадгалсан, илгээсэн бүхэн (F9)</translation>
    </message>
    <message>
        <source>oldest unsent: {age}</source>
        <translation>хамгийн удсан: {age}</translation>
    </message>
    <message>
        <source>No centre set up</source>
        <translation>Төв тохируулаагүй</translation>
    </message>
    <message>
        <source>No link to the centre</source>
        <translation>Төвтэй холбоогүй</translation>
    </message>
    <message>
        <source>Talking to the centre</source>
        <translation>Төвтэй солилцож байна</translation>
    </message>
    <message>
        <source>Link to the centre is up</source>
        <translation>Төвтэй холбоотой</translation>
    </message>
    <message>
        <source>The centre refuses this station</source>
        <translation>Төв энэ байрыг татгалзаж байна</translation>
    </message>
    <message>
        <source>scan files on their way: {count}</source>
        <translation>ирж буй зургийн файл: {count}</translation>
    </message>
    <message>
        <source>{gigabytes} GB free</source>
        <translation>{gigabytes} ГБ сул</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Одоо солилцох</translation>
    </message>
    <message>
        <source>Talk to the centre now (F5)</source>
        <translation>Төвтэй одоо холбогдох (F5)</translation>
    </message>
    <message>
        <source>under a minute</source>
        <translation>минут хүрэхгүй</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} мин</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} ц</translation>
    </message>
</context>
<context>
    <name>TakingIn</name>
    <message>
        <source>Taken in: {cases} new cases, {files} scan files</source>
        <translation>Авсан: шинэ {cases} хэрэг, {files} зургийн файл</translation>
    </message>
    <message>
        <source>Stopped: no case was taken in</source>
        <translation>Зогсоолоо: хэрэг аваагүй</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Зогсоох</translation>
    </message>
</context>
<context>
    <name>TextEditor</name>
    <message>
        <source>Write here. Enter keeps it, Esc drops it.</source>
        <translation>Энд бичнэ үү. Enter хадгална, Esc болино.</translation>
    </message>
    <message>
        <source>Words on the scan</source>
        <translation>Зураг дээрх үг</translation>
    </message>
</context>
<context>
    <name>Tier</name>
    <message>
        <source>Alert</source>
        <translation>Анхааруулга</translation>
    </message>
    <message>
        <source>Look here</source>
        <translation>Энд хар</translation>
    </message>
</context>
<context>
    <name>Units</name>
    <message>
        <source>{mass} kg</source>
        <translation>{mass} кг</translation>
    </message>
</context>
<context>
    <name>UnsavedNotice</name>
    <message>
        <source>Try again</source>
        <translation>Дахин оролдох</translation>
    </message>
    <message>
        <source>Annotations not saved: {0}.</source>
        <translation>Хадгалагдаагүй тэмдэглэл: {0}.</translation>
    </message>
</context>
<context>
    <name>Upload</name>
    <message>
        <source>Saved here</source>
        <translation>Энд хадгалсан</translation>
    </message>
    <message>
        <source>Being sent</source>
        <translation>Илгээж байна</translation>
    </message>
    <message>
        <source>Safe at the centre</source>
        <translation>Төвд хадгалагдсан</translation>
    </message>
    <message>
        <source>Refused by the centre</source>
        <translation>Төв хүлээж аваагүй</translation>
    </message>
    <message>
        <source>It goes out by itself as soon as the centre can be reached.</source>
        <translation>Төвтэй холбогдмогц өөрөө илгээгдэнэ.</translation>
    </message>
    <message>
        <source>A cut line costs nothing: it goes on where it stopped.</source>
        <translation>Холболт тасарсан ч зүгээр: зогссон газраасаа үргэлжилнэ.</translation>
    </message>
    <message>
        <source>The centre has the whole file and has checked it.</source>
        <translation>Төв файлыг бүтнээр нь хүлээн авч шалгасан.</translation>
    </message>
    <message>
        <source>The file stays here. Tell the technician.</source>
        <translation>Файл энд үлдэнэ. Техникийн ажилтанд мэдэгдэнэ үү.</translation>
    </message>
    <message>
        <source>The centre does not have this case yet. It is tried again.</source>
        <translation>Төвд энэ хэрэг хараахан алга. Дахин оролдоно.</translation>
    </message>
    <message>
        <source>The centre has no room just now. It is tried again.</source>
        <translation>Төвд одоогоор сул зай алга. Дахин оролдоно.</translation>
    </message>
    <message>
        <source>The centre could not keep it just now. It is tried again.</source>
        <translation>Төв үүнийг одоогоор хадгалж чадсангүй. Дахин оролдоно.</translation>
    </message>
    <message>
        <source>The file is not in the scan store. Tell the technician.</source>
        <translation>Файл сканы санд алга. Техникийн ажилтанд мэдэгдэнэ үү.</translation>
    </message>
    <message>
        <source>It arrived damaged three times. It is tried again; tell the technician.</source>
        <translation>Гурван удаа гэмтэж очсон. Дахин оролдоно; техникийн ажилтанд мэдэгдэнэ үү.</translation>
    </message>
    <message>
        <source>The file is too large for the centre. It stays here.</source>
        <translation>Файл төвд хэт том байна. Энд үлдэнэ.</translation>
    </message>
    <message>
        <source>The centre does not take it as it is. Tell the technician.</source>
        <translation>Төв үүнийг энэ хэвээр нь авахгүй. Техникийн ажилтанд мэдэгдэнэ үү.</translation>
    </message>
    <message>
        <source>{0} GB</source>
        <translation>{0} ГБ</translation>
    </message>
    <message>
        <source>{0} MB</source>
        <translation>{0} МБ</translation>
    </message>
    <message>
        <source>{0} kB</source>
        <translation>{0} кБ</translation>
    </message>
    <message>
        <source>Files safe at the centre: {0} of {1}</source>
        <translation>Төвд хадгалагдсан файл: {0}/{1}</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Clean</source>
        <translation>Зөрчилгүй</translation>
    </message>
    <message>
        <source>Suspicious</source>
        <translation>Сэжигтэй</translation>
    </message>
    <message>
        <source>Difficult</source>
        <translation>Төвөгтэй</translation>
    </message>
    <message>
        <source>Rescan</source>
        <translation>Дахин скан</translation>
    </message>
    <message>
        <source>Not scanned</source>
        <translation>Скан хийгээгүй</translation>
    </message>
    <message>
        <source>Nothing on the scan contradicts the declaration</source>
        <translation>Зураг мэдүүлэгтэй зөрчилдөхгүй</translation>
    </message>
    <message>
        <source>Goes to physical examination</source>
        <translation>Биет үзлэгт шилжинэ</translation>
    </message>
    <message>
        <source>Goes to the supervisor</source>
        <translation>Ахлах байцаагчид шилжинэ</translation>
    </message>
    <message>
        <source>The scan must be made again; say why</source>
        <translation>Дахин скан хийх ёстой; шалтгааныг бич</translation>
    </message>
    <message>
        <source>No scan could be made; say why</source>
        <translation>Скан хийж чадаагүй; шалтгааныг бич</translation>
    </message>
</context>
<context>
    <name>VerdictPanel</name>
    <message>
        <source>The scan is not here: no Clean yet.</source>
        <translation>Зураг ирээгүй: Зөрчилгүй гэж болохгүй.</translation>
    </message>
    <message>
        <source>Say what the whole scan shows.</source>
        <translation>Бүх зураг юу харуулж байгааг дүгнэ.</translation>
    </message>
    <message>
        <source>No verdict yet</source>
        <translation>Дүгнэлт алга</translation>
    </message>
    <message>
        <source>version {version}</source>
        <translation>{version}-р хувилбар</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Яагаад?</translation>
    </message>
    <message>
        <source>Reason for the verdict</source>
        <translation>Дүгнэлтийн шалтгаан</translation>
    </message>
    <message>
        <source>Give this verdict</source>
        <translation>Энэ дүгнэлтийг өгөх</translation>
    </message>
</context>
<context>
    <name>ViewCell</name>
    <message>
        <source>Take this scan away</source>
        <translation>Энэ зургийг авах</translation>
    </message>
</context>
<context>
    <name>ViewerActions</name>
    <message>
        <source>Pan</source>
        <translation>Гүйлгэх</translation>
    </message>
    <message>
        <source>Move the picture and choose marks</source>
        <translation>Зургийг хөдөлгөх, тэмдэг сонгох</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Тэгш өнцөгт</translation>
    </message>
    <message>
        <source>Draw a rectangle: drag from corner to corner; Shift makes it square</source>
        <translation>Тэгш өнцөгт зурах: булангаас булан хүртэл чирнэ; Shift дарвал квадрат болно</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Эллипс</translation>
    </message>
    <message>
        <source>Draw an ellipse: drag from corner to corner; Shift makes it round</source>
        <translation>Эллипс зурах: булангаас булан хүртэл чирнэ; Shift дарвал дугуй болно</translation>
    </message>
    <message>
        <source>Snap</source>
        <translation>Тохируулах</translation>
    </message>
    <message>
        <source>Fit the draft to the dense thing inside it</source>
        <translation>Ноорогийг доторх нягт зүйлд таацуулах</translation>
    </message>
    <message>
        <source>Arrow</source>
        <translation>Сум</translation>
    </message>
    <message>
        <source>Draw an arrow: drag from its tail to what it points at</source>
        <translation>Сум зурах: сүүлээс нь заах зүйл хүртэл чирнэ</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Бичвэр</translation>
    </message>
    <message>
        <source>Write on the scan: click where the words shall stand</source>
        <translation>Зураг дээр бичих: үг байх газар дээр дарна</translation>
    </message>
    <message>
        <source>Keep as annotation</source>
        <translation>Тэмдэглэл болгож үлдээх</translation>
    </message>
    <message>
        <source>Keep the draft as an annotation: it stays on the scan and is no finding</source>
        <translation>Ноорогийг тэмдэглэл болгож үлдээх: зураг дээр үлдэнэ, илрүүлэлт болохгүй</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Устгах</translation>
    </message>
    <message>
        <source>Take away the chosen annotation, or the corner of a polygon under the mouse</source>
        <translation>Сонгосон тэмдэглэл, эсвэл хулганы доорх олон өнцөгтийн буланг авч хаях</translation>
    </message>
    <message>
        <source>Menu here</source>
        <translation>Энд байгаа цэс</translation>
    </message>
    <message>
        <source>What can be done here, as a menu; a click with the right button opens it too</source>
        <translation>Энд хийж болох зүйлс цэсээр; баруун товчоор дарж бас нээнэ</translation>
    </message>
    <message>
        <source>Show highlights, findings and annotations</source>
        <translation>Онцлол, илрүүлэлт, тэмдэглэлийг харуулах</translation>
    </message>
    <message>
        <source>One step of the draft or the annotations back</source>
        <translation>Ноорог эсвэл тэмдэглэлийн нэг алхам буцах</translation>
    </message>
    <message>
        <source>The undone step again</source>
        <translation>Буцаасан алхмыг дахин хийх</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Олон өнцөгт</translation>
    </message>
    <message>
        <source>Draw a polygon: click its corners, close it with Enter</source>
        <translation>Олон өнцөгт зурах: өнцгүүдийг товшиж, Enter дарж битүүлнэ</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Багтаах</translation>
    </message>
    <message>
        <source>Show the whole scan</source>
        <translation>Зургийг бүхэлд нь харуулах</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Өндрөөр</translation>
    </message>
    <message>
        <source>Fit the height of the scan</source>
        <translation>Зургийн өндрөөр багтаах</translation>
    </message>
    <message>
        <source>1:1</source>
        <translation>1:1</translation>
    </message>
    <message>
        <source>One screen pixel for each scan pixel</source>
        <translation>Зургийн нэг цэгт дэлгэцийн нэг цэг</translation>
    </message>
    <message>
        <source>Closer</source>
        <translation>Ойртуулах</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Томруулах</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>Холдуулах</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Жижигрүүлэх</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Өргөн</translation>
    </message>
    <message>
        <source>Fit the width of the scan</source>
        <translation>Зургийн өргөнөөр багтаах</translation>
    </message>
    <message>
        <source>1:1 mm</source>
        <translation>1:1 мм</translation>
    </message>
    <message>
        <source>One row of the scan for each screen pixel, millimetres alike across and down</source>
        <translation>Зургийн мөр бүр дэлгэцийн нэг цэг, миллиметр хоёр тийш ижил</translation>
    </message>
    <message>
        <source>Left end</source>
        <translation>Зүүн зах</translation>
    </message>
    <message>
        <source>Go to the left end of the scan</source>
        <translation>Зургийн зүүн зах руу очих</translation>
    </message>
    <message>
        <source>Right end</source>
        <translation>Баруун зах</translation>
    </message>
    <message>
        <source>Go to the right end of the scan</source>
        <translation>Зургийн баруун зах руу очих</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Буцах</translation>
    </message>
    <message>
        <source>Go back to the place before</source>
        <translation>Өмнөх байрлал руу буцах</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Урагш</translation>
    </message>
    <message>
        <source>Go forward again</source>
        <translation>Дахин урагшлах</translation>
    </message>
    <message>
        <source>Next mark</source>
        <translation>Дараагийн тэмдэг</translation>
    </message>
    <message>
        <source>Go to the next highlight or finding</source>
        <translation>Дараагийн тэмдэглэсэн газар эсвэл илрүүлэлт рүү очих</translation>
    </message>
    <message>
        <source>Previous mark</source>
        <translation>Өмнөх тэмдэг</translation>
    </message>
    <message>
        <source>Go to the highlight or finding before</source>
        <translation>Өмнөх тэмдэглэсэн газар эсвэл илрүүлэлт рүү очих</translation>
    </message>
    <message>
        <source>Magnifier</source>
        <translation>Томруулагч</translation>
    </message>
    <message>
        <source>A loupe beside the cursor; the wheel with Alt held makes it stronger</source>
        <translation>Заагчийн дэргэдэх томруулагч; Alt дарж хүрд эргүүлбэл хүчтэй болно</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>Эргүүлэх</translation>
    </message>
    <message>
        <source>Turn the picture a quarter to the right</source>
        <translation>Зургийг баруун тийш 90° эргүүлэх</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Толин тусгал</translation>
    </message>
    <message>
        <source>Let left and right of the picture change places</source>
        <translation>Зургийн зүүн, баруун талыг солих</translation>
    </message>
    <message>
        <source>As scanned</source>
        <translation>Сканердсан хэвээр</translation>
    </message>
    <message>
        <source>Neither turned nor mirrored</source>
        <translation>Эргүүлээгүй, тусгаагүй</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Авто</translation>
    </message>
    <message>
        <source>Window that suits the whole scan</source>
        <translation>Бүх зурагт тохирох цонх</translation>
    </message>
    <message>
        <source>Window of a region</source>
        <translation>Хэсгийн цонх</translation>
    </message>
    <message>
        <source>Drag a box: the window that suits what is in it</source>
        <translation>Хайрцаг чирэх: доторх зүйлд тохирох цонх</translation>
    </message>
    <message>
        <source>Window of the screen</source>
        <translation>Дэлгэцийн цонх</translation>
    </message>
    <message>
        <source>Window that suits what is on screen now</source>
        <translation>Дэлгэц дээр одоо харагдаж буй хэсэгт тохирох цонх</translation>
    </message>
    <message>
        <source>Full range</source>
        <translation>Бүтэн муж</translation>
    </message>
    <message>
        <source>Window over all values the file can hold</source>
        <translation>Файлын бүх утгыг хамарсан цонх</translation>
    </message>
    <message>
        <source>Cargo</source>
        <translation>Ачаа</translation>
    </message>
    <message>
        <source>Window over the goods, up to air</source>
        <translation>Агаар хүртэлх, барааны цонх</translation>
    </message>
    <message>
        <source>Dark zone</source>
        <translation>Бараан хэсэг</translation>
    </message>
    <message>
        <source>Stretch the little that comes through dense goods</source>
        <translation>Нягт бараагаар нэвтэрсэн бага утгыг сунгах</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>Муруй</translation>
    </message>
    <message>
        <source>Linear, logarithm or square root</source>
        <translation>Шугаман, логарифм, квадрат язгуур</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Урвуулах</translation>
    </message>
    <message>
        <source>Dense bright instead of dark</source>
        <translation>Нягтыг бараан биш, цайвар харуулах</translation>
    </message>
    <message>
        <source>Thin dense</source>
        <translation>Нимгэн нягт</translation>
    </message>
    <message>
        <source>Zoomed out, the darkest pixel counts and not the mean: thin dense things stay visible</source>
        <translation>Жижигрүүлэхэд дундаж биш хамгийн бараан цэгийг авна: нимгэн нягт зүйл харагдсаар байна</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Энерги</translation>
    </message>
    <message>
        <source>High energy, low energy, both combined</source>
        <translation>Өндөр, бага, хоёр энерги нийлсэн</translation>
    </message>
    <message>
        <source>This scan has one energy only; materials need two.</source>
        <translation>Энэ зураг нэг энергитэй; материалд хоёр хэрэгтэй.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Эх зураг</translation>
    </message>
    <message>
        <source>The picture as the scanner gave it; once more to go back</source>
        <translation>Сканнераас ирсэн хэвээр; дахин дарвал буцна</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Анхны</translation>
    </message>
    <message>
        <source>Display as when the scan was opened</source>
        <translation>Зураг нээсэн үеийнх шиг харуулах</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Тэмдэг</translation>
    </message>
    <message>
        <source>True shape</source>
        <translation>Бодит хэлбэр</translation>
    </message>
    <message>
        <source>True proportions in millimetres instead of square pixels</source>
        <translation>Квадрат цэгийн оронд миллиметрийн бодит харьцаа</translation>
    </message>
    <message>
        <source>Brighter</source>
        <translation>Цайвар</translation>
    </message>
    <message>
        <source>Move the window towards dense</source>
        <translation>Цонхыг нягт руу шилжүүлэх</translation>
    </message>
    <message>
        <source>Darker</source>
        <translation>Бараан</translation>
    </message>
    <message>
        <source>Move the window towards air</source>
        <translation>Цонхыг агаар руу шилжүүлэх</translation>
    </message>
    <message>
        <source>More contrast</source>
        <translation>Ялгарал ихтэй</translation>
    </message>
    <message>
        <source>Narrow the window</source>
        <translation>Цонхыг нарийсгах</translation>
    </message>
    <message>
        <source>Less contrast</source>
        <translation>Ялгарал багатай</translation>
    </message>
    <message>
        <source>Widen the window</source>
        <translation>Цонхыг өргөсгөх</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Буцаах</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Давтах</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Харьцуулах</translation>
    </message>
    <message>
        <source>Lay the scan beside or over an earlier, an empty or a similar one</source>
        <translation>Зургийг өмнөх, хоосон эсвэл төстэй зурагтай зэрэгцүүлэх, давхцуулах</translation>
    </message>
    <message>
        <source>Both views</source>
        <translation>Хоёр өнцөг</translation>
    </message>
    <message>
        <source>The other view of this scan below it, moved together</source>
        <translation>Энэ зургийн нөгөө өнцгийг доор нь хамт хөдөлгөж харуулах</translation>
    </message>
    <message>
        <source>There are no other scans here</source>
        <translation>Энд өөр зураг алга</translation>
    </message>
    <message>
        <source>This scan has one view only</source>
        <translation>Энэ зураг ганц өнцөгтэй</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>Ирмэг</translation>
    </message>
    <message>
        <source>Lift fine detail: weak, medium, strong, off</source>
        <translation>Нарийн зүйлийг тодруулах: сул, дунд, хүчтэй, үгүй</translation>
    </message>
    <message>
        <source>Local contrast</source>
        <translation>Хэсгийн ялгарал</translation>
    </message>
    <message>
        <source>Even out dark and bright places: weak, medium, strong, off</source>
        <translation>Бараан, цайвар хэсгийг тэнцүүлэх: сул, дунд, хүчтэй, үгүй</translation>
    </message>
    <message>
        <source>Remove noise</source>
        <translation>Шуугиан арилгах</translation>
    </message>
    <message>
        <source>Take out single odd values: weak, medium, strong, off</source>
        <translation>Дан гажуу утгыг арилгах: сул, дунд, хүчтэй, үгүй</translation>
    </message>
    <message>
        <source>Gamma up</source>
        <translation>Гамма өсгөх</translation>
    </message>
    <message>
        <source>Lift what is dark</source>
        <translation>Барааныг цайруулах</translation>
    </message>
    <message>
        <source>Gamma down</source>
        <translation>Гамма бууруулах</translation>
    </message>
    <message>
        <source>Press down what is dark</source>
        <translation>Барааныг улам бараан болгох</translation>
    </message>
    <message>
        <source>Next colours</source>
        <translation>Дараагийн өнгө</translation>
    </message>
    <message>
        <source>The next table of colours instead of greys</source>
        <translation>Саарлын оронд дараагийн өнгөний хүснэгт</translation>
    </message>
    <message>
        <source>Colours before</source>
        <translation>Өмнөх өнгө</translation>
    </message>
    <message>
        <source>The table of colours before this one</source>
        <translation>Өмнөх өнгөний хүснэгт</translation>
    </message>
    <message>
        <source>Material</source>
        <translation>Материал</translation>
    </message>
    <message>
        <source>Colour by material; grey where it cannot be told</source>
        <translation>Материалаар өнгөлөх; тодорхойгүй бол саарал</translation>
    </message>
    <message>
        <source>Organic only</source>
        <translation>Зөвхөн органик</translation>
    </message>
    <message>
        <source>Fade everything but organic goods</source>
        <translation>Органикаас бусдыг бүдгэрүүлэх</translation>
    </message>
    <message>
        <source>Metal only</source>
        <translation>Зөвхөн металл</translation>
    </message>
    <message>
        <source>Fade everything but metal</source>
        <translation>Металлаас бусдыг бүдгэрүүлэх</translation>
    </message>
    <message>
        <source>Blind zones</source>
        <translation>Нэвтрээгүй хэсэг</translation>
    </message>
    <message>
        <source>Mark where the beam did not get through</source>
        <translation>Цацраг нэвтрээгүй газрыг тэмдэглэх</translation>
    </message>
    <message>
        <source>The table of the beams is missing from this program.</source>
        <translation>Цацрагийн хүснэгт энэ програмд алга.</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>Зураг хадгалах</translation>
    </message>
    <message>
        <source>Save what is shown as a picture, with marks, scale bar and stamp</source>
        <translation>Харагдаж буйг тэмдэг, масштаб, тамгатай нь зураг болгон хадгалах</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Зураг хуулах</translation>
    </message>
    <message>
        <source>Copy what is shown, with marks, scale bar and stamp, to paste it elsewhere</source>
        <translation>Харагдаж буйг тэмдэг, масштаб, тамгатай нь хуулах; өөр газар буулгаж болно</translation>
    </message>
    <message>
        <source>Copy values</source>
        <translation>Утга хуулах</translation>
    </message>
    <message>
        <source>Copy the values under the mouse as text</source>
        <translation>Хулганы доорх утгуудыг бичвэрээр хуулах</translation>
    </message>
    <message>
        <source>Save marks</source>
        <translation>Тэмдгүүдийг хадгалах</translation>
    </message>
    <message>
        <source>Save findings, annotations and highlights as a file for other programs</source>
        <translation>Илрүүлэлт, тэмдэглэл, онцлолыг бусад програмд зориулж файл болгон хадгалах</translation>
    </message>
    <message>
        <source>Ruler</source>
        <translation>Шугам</translation>
    </message>
    <message>
        <source>Measure a length: drag from end to end; Shift keeps it level or upright</source>
        <translation>Урт хэмжих: үзүүрээс үзүүр хүртэл чирнэ; Shift дарвал хэвтээ эсвэл босоо байна</translation>
    </message>
    <message>
        <source>Line profile</source>
        <translation>Шугамын профиль</translation>
    </message>
    <message>
        <source>Plot the values along a line: drag from end to end</source>
        <translation>Шугамын дагуух утгыг зурах: үзүүрээс үзүүр хүртэл чирнэ</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Муж</translation>
    </message>
    <message>
        <source>Values, material and mass inside the draft, the chosen outline or a box</source>
        <translation>Ноорог, сонгосон хүрээ эсвэл чирсэн хайрцаг доторх утга, материал, масс</translation>
    </message>
    <message>
        <source>Close measurements</source>
        <translation>Хэмжилтийг хаах</translation>
    </message>
    <message>
        <source>Put profile and region away</source>
        <translation>Профиль болон мужийг хаах</translation>
    </message>
    <message>
        <source>Own display 4</source>
        <translation>Миний харагдац 4</translation>
    </message>
    <message>
        <source>Own display 5</source>
        <translation>Миний харагдац 5</translation>
    </message>
    <message>
        <source>Own display 6</source>
        <translation>Миний харагдац 6</translation>
    </message>
    <message>
        <source>Own display 7</source>
        <translation>Миний харагдац 7</translation>
    </message>
    <message>
        <source>Own display 8</source>
        <translation>Миний харагдац 8</translation>
    </message>
    <message>
        <source>Own display 9</source>
        <translation>Миний харагдац 9</translation>
    </message>
    <message>
        <source>Show as kept under this key in the display panel</source>
        <translation>Самбарт энэ товчинд хадгалсан шиг харуулах</translation>
    </message>
    <message>
        <source>Nothing is kept under this key yet; the display panel keeps displays.</source>
        <translation>Энэ товчинд хадгалсан юм алга; харагдацын самбарт хадгална.</translation>
    </message>
    <message>
        <source>Display panel</source>
        <translation>Харагдацын самбар</translation>
    </message>
    <message>
        <source>Everything about the display in one place</source>
        <translation>Харагдацын бүх тохиргоо нэг дор</translation>
    </message>
</context>
<context>
    <name>ViewerToolbar</name>
    <message>
        <source>Scan tools</source>
        <translation>Зургийн хэрэгсэл</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Харагдац</translation>
    </message>
    <message>
        <source>How values become grey and colours</source>
        <translation>Утга хэрхэн саарал, өнгө болох</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Шилжих</translation>
    </message>
    <message>
        <source>Where one is over the scan</source>
        <translation>Зургийн хаана байгаа</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Тэмдэглэх</translation>
    </message>
    <message>
        <source>Draw and write on the scan</source>
        <translation>Зураг дээр зурах, бичих</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Хэмжих</translation>
    </message>
    <message>
        <source>Lengths, areas, statistics, mass</source>
        <translation>Урт, талбай, статистик, масс</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Харьцуулах</translation>
    </message>
    <message>
        <source>Beside other scans</source>
        <translation>Бусад зурагтай зэрэгцүүлэх</translation>
    </message>
</context>
<context>
    <name>WindowEditor</name>
    <message>
        <source>from</source>
        <translation>эхлэл</translation>
    </message>
    <message>
        <source>to</source>
        <translation>төгсгөл</translation>
    </message>
    <message>
        <source>Window from</source>
        <translation>Цонхны эхлэл</translation>
    </message>
    <message>
        <source>Window to</source>
        <translation>Цонхны төгсгөл</translation>
    </message>
    <message>
        <source>Values of the scan and the window over them</source>
        <translation>Зургийн утгууд ба тэдгээрийн дээрх цонх</translation>
    </message>
    <message>
        <source>How often each value occurs, dense on the left; dark values get more room. Drag an end or what lies between; a double click suits the whole scan.</source>
        <translation>Утга бүр хэр олон тохиолдож буй нь, нягт нь зүүн талд; бараан утгад илүү зай өгсөн. Үзүүр эсвэл дундыг нь чирнэ; давхар товшвол бүх зурагт тохируулна.</translation>
    </message>
</context>
<context>
    <name>WindowHelp</name>
    <message>
        <source>No scan is shown.</source>
        <translation>Зураг харуулаагүй байна.</translation>
    </message>
    <message>
        <source>Only while scans are compared.</source>
        <translation>Зөвхөн зураг харьцуулж байх үед.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Товчнууд</translation>
    </message>
    <message>
        <source>Commands…</source>
        <translation>Тушаалууд…</translation>
    </message>
</context>
<context>
    <name>WorkRow</name>
    <message>
        <source>Stop</source>
        <translation>Зогсоох</translation>
    </message>
</context>
</TS>
