"""Messages as CAIS would send them, invented."""

from __future__ import annotations

DECLARATION = """<?xml version="1.0" encoding="UTF-8"?>
<md:MetaData xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"
    xmlns:md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
    xmlns:rc="urn:inspector-app:red-channel:1">
  <md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode>
  <md:WCOTypeName>DEC</md:WCOTypeName>
  <Declaration>
    <FunctionCode>9</FunctionCode>
    <ID>{number}</ID>
    <VersionID>{version}</VersionID>
    <TypeCode>IMA</TypeCode>
    <IssueDateTime><DateTimeString formatCode="304">20261120013000Z</DateTimeString></IssueDateTime>
    <InvoiceAmount currencyID="USD">41000.50</InvoiceAmount>
    <BorderTransportMeans>
      <RegistrationNationalityCode>CN</RegistrationNationalityCode>
    </BorderTransportMeans>
    <Declarant><Name>Гаалийн зууч ХХК</Name><ID>5112233</ID></Declarant>
    <Exporter><Name>Erlian Trade</Name><Address><CountryCode>CN</CountryCode></Address></Exporter>
    <GoodsShipment>
      <Importer><Name>Алтан Тал ХХК</Name><ID>6001122</ID>
        <ComplianceCode>LOW</ComplianceCode></Importer>
      <Consignment>
        <ArrivalTransportMeans><ID>蒙A12345</ID></ArrivalTransportMeans>
        <TransportEquipment>
          <ID>CSQU3054383</ID><CharacteristicCode>22G1</CharacteristicCode>
          <Seal><ID>ML-77</ID></Seal>
        </TransportEquipment>
      </Consignment>
      <GovernmentAgencyGoodsItem>
        <SequenceNumeric>1</SequenceNumeric>
        <StatisticalValueAmount currencyID="USD">41000.50</StatisticalValueAmount>
        <Commodity>
          <Description languageID="en">Ceramic tiles</Description>
          <Description languageID="mn">Керамик хавтан</Description>
          <Classification><ID>690721</ID></Classification>
          <Classification><ID>00</ID></Classification>
          <GoodsMeasure>
            <GrossMassMeasure unitCode="KGM">20400</GrossMassMeasure>
            <NetNetWeightMeasure unitCode="KGM">19800</NetNetWeightMeasure>
            <TariffQuantity unitCode="MTK">1450</TariffQuantity>
          </GoodsMeasure>
        </Commodity>
        <GovernmentProcedure>
          <CurrentCode>40</CurrentCode><PreviousCode>00</PreviousCode>
        </GovernmentProcedure>
        <Origin><CountryCode>CN</CountryCode></Origin>
        <Packaging><QuantityQuantity>22</QuantityQuantity><TypeCode>PX</TypeCode></Packaging>
      </GovernmentAgencyGoodsItem>
    </GoodsShipment>
  </Declaration>
  <rc:RedChannel>
    <rc:ChannelCode>RED</rc:ChannelCode>
    <rc:PostID>ZU</rc:PostID><rc:PostName>Замын-Үүд</rc:PostName><rc:LaneID>3</rc:LaneID>
    <rc:EntryDateTime>2026-11-20T09:40:00+08:00</rc:EntryDateTime>
    <rc:AssignedDateTime>2026-11-20T09:45:00+08:00</rc:AssignedDateTime>
    <rc:WeighbridgeMassMeasure unitCode="KGM">36800</rc:WeighbridgeMassMeasure>
    <rc:Reason>
      <rc:ID>r1</rc:ID><rc:KindCode>high-risk</rc:KindCode><rc:CriterionID>C-19</rc:CriterionID>
      <rc:WeightNumeric>30</rc:WeightNumeric>
      <rc:ExplanationText>First import of this heading.</rc:ExplanationText>
      <rc:LookForText>Goods behind the front rows.</rc:LookForText>
      <rc:ControlTypeCode>30</rc:ControlTypeCode><rc:ControlTypeCode>40</rc:ControlTypeCode>
      <rc:GoodsItemNumeric>1</rc:GoodsItemNumeric>
    </rc:Reason>
    <rc:ScorePart>
      <rc:SubjectName>importer</rc:SubjectName>
      <rc:PointsNumeric>30</rc:PointsNumeric><rc:MaximumNumeric>50</rc:MaximumNumeric>
    </rc:ScorePart>
  </rc:RedChannel>
</md:MetaData>
"""


def a_declaration(number: str = "26MN0001", version: int = 1) -> bytes:
    return DECLARATION.format(number=number, version=version).encode()


def an_answer(about: str, *, refused: str = "") -> bytes:
    error = f"<Error><Description>{refused}</Description></Error>" if refused else ""
    code = "03" if refused else "01"
    return (
        f"<MetaData><WCOTypeName>RES</WCOTypeName><Response><FunctionCode>{code}</FunctionCode>"
        f"<FunctionalReferenceID>{about}</FunctionalReferenceID>{error}</Response></MetaData>"
    ).encode()
