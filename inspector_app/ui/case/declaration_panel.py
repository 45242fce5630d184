"""What was declared: header, goods items, parties, containers and seals."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from inspector_app.domain.codes import CodeTable
from inspector_app.domain.declaration import Compliance, Container, Declaration, GoodsItem, Party
from inspector_app.ui import theme
from inspector_app.ui.row_list import Row, RowList
from inspector_app.ui.texts import compliance_text, mass_text, party_role_text

PACKAGE_TYPES = "package-types"


class DeclarationPanel(QWidget):
    """Signals:
    goods_item_chosen: number of the goods item a person selected.
    """

    goods_item_chosen = Signal(int)

    def __init__(self, codes: Mapping[str, CodeTable], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = codes
        self._declaration: Declaration | None = None
        self._language = "en"
        self._header = QLabel()
        self._header.setTextFormat(Qt.TextFormat.RichText)
        self._header.setWordWrap(True)
        self._header.setMargin(9)
        self._header.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.goods = RowList()
        self.goods.row_chosen.connect(self._tell_item)
        self.goods.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.goods.height_changed.connect(self.goods.setFixedHeight)
        # Goods first: they are what the scan is compared with.
        papers = QWidget()
        inside = QVBoxLayout(papers)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.goods)
        inside.addWidget(self._header)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(papers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def show_declaration(self, declaration: Declaration, language: str) -> None:
        self._declaration, self._language = declaration, language
        self._refresh()

    def select_item(self, number: int | None) -> None:
        self.goods.select(None if number is None else str(number))

    def _refresh(self) -> None:
        if self._declaration is None:
            return
        self._header.setText(self._header_html(self._declaration))
        self.goods.show_rows(tuple(self._goods_row(item) for item in self._declaration.goods))
        self.goods.setAccessibleName(self.tr("Goods items"))

    def _header_html(self, declaration: Declaration) -> str:
        crossing, vehicle = declaration.crossing, declaration.vehicle
        rows = [
            (
                self.tr("Declaration"),
                self.tr("{number}, version {version}, {procedure}").format(
                    number=declaration.number,
                    version=declaration.version,
                    procedure=declaration.procedure,
                ),
            ),
            (
                self.tr("Entered"),
                self.tr("{post}, {time}, lane {lane}").format(
                    post=crossing.post_name,
                    time=crossing.entered_at.astimezone().strftime("%Y-%m-%d %H:%M"),
                    lane=crossing.lane or "—",
                ),
            ),
            (
                self.tr("Vehicle"),
                f"{vehicle.plate} {vehicle.country} · {vehicle.trailer_plate or '—'}",
            ),
            (self.tr("Declared gross"), mass_text(declaration.gross_mass_kg)),
        ]
        if crossing.weighed_kg is not None:
            rows.append((self.tr("Weighed, vehicle"), mass_text(crossing.weighed_kg)))
        rows += [
            (
                self.tr("Value"),
                f"{declaration.total_value:,.0f} {declaration.currency}".replace(",", " "),
            ),
            *(
                (party_role_text(party.role), self._party_text(party))
                for party in declaration.parties
            ),
        ]
        containers = [
            (self.tr("Container"), self._container_html(container))
            for container in declaration.containers
        ]
        seals = [
            (self.tr("Seal"), escape(f"{seal.number} {seal.affixed_by}"))
            for seal in declaration.seals
        ]
        cells = "".join(
            f'<tr><td style="color:{theme.MUTED};padding-right:12px">{escape(name)}</td>'
            f"<td>{html}</td></tr>"
            for name, html in [(name, escape(value)) for name, value in rows] + containers + seals
        )
        return f"<table cellspacing=0 cellpadding=1>{cells}</table>"

    def _party_text(self, party: Party) -> str:
        if party.compliance is Compliance.UNKNOWN:
            return f"{party.name} {party.country}"
        return f"{party.name} {party.country} · {compliance_text(party.compliance)}"

    def _container_html(self, container: Container) -> str:
        text = escape(f"{container.number} {container.size_type}")
        if container.number_is_valid:
            return text
        wrong = escape(self.tr("check digit does not fit"))
        return f'<span style="color:{theme.DANGER}">{text} — {wrong}</span>'

    def _goods_row(self, item: GoodsItem) -> Row:
        name = item.description_mn if self._language == "mn" else item.description
        table = self._codes.get(PACKAGE_TYPES)
        package = (
            table.text(item.package_type, self._language)
            if table is not None
            else item.package_type
        )
        return Row(
            row_id=str(item.number),
            title=f"{item.number}. {name or item.description}",
            aside=self.tr("HS {code} · {origin}").format(code=item.hs_code, origin=item.origin),
            lines=(
                self.tr("{count} × {package} · net {net} · gross {gross}").format(
                    count=item.packages,
                    package=package,
                    net=mass_text(item.net_mass_kg),
                    gross=mass_text(item.gross_mass_kg),
                ),
            ),
        )

    def _tell_item(self, row_id: str) -> None:
        self.goods_item_chosen.emit(int(row_id))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._refresh()
        super().changeEvent(event)
